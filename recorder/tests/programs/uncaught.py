def outer():
    inner()


def inner():
    try:
        {}["key"]
    except KeyError:
        raise RuntimeError("uncaught")


outer()
