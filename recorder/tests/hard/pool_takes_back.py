"""A pool takes back what is dropped, as long as it has room."""


class Connection:
    pool = []

    def __init__(self):
        self.callback = lambda: self

    def __del__(self):
        if len(Connection.pool) < 20:
            Connection.pool.append(self)


for number in range(3000):
    connection = Connection.pool.pop() if Connection.pool and number % 3 else Connection()
