"""ElementTree's parser is C code that calls back into C: there are safe points in it, from 3.12 on, or are not."""
import xml.etree.ElementTree

items = "".join("<i id='%d' k='v'>t%d<s a='1'/><u>%s</u></i>" % (number, number, "x" * (number % 9)) for number in range(400))
total = 0
for _ in range(10):
    total += sum(1 for _ in xml.etree.ElementTree.fromstring("<r>" + items + "</r>").iter())
