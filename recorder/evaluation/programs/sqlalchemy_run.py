"""SQLAlchemy: an ORM loop of inserts, queries, changes and deletions on an in-memory SQLite database.

sqlalchemy_run.py [ROUNDS]
"""

import random
import sys
from typing import List

from sqlalchemy import ForeignKey, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customer"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    orders: Mapped[List["Order"]] = relationship(back_populates="customer", cascade="all, delete-orphan")


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    customer: Mapped[Customer] = relationship(back_populates="orders")
    lines: Mapped[List["Line"]] = relationship(back_populates="order", cascade="all, delete-orphan")


class Line(Base):
    __tablename__ = "line"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    product: Mapped[str]
    amount: Mapped[int]
    order: Mapped[Order] = relationship(back_populates="lines")


def buy(session, source, number):
    customer = Customer(name="customer %d" % number)
    for _ in range(source.randint(1, 3)):
        order = Order(customer=customer)
        for _ in range(source.randint(1, 5)):
            order.lines.append(Line(product="product %d" % source.randrange(40), amount=source.randint(1, 9)))
    session.add(customer)


def work(engine, source, number):
    with Session(engine) as session:
        for offset in range(10):
            buy(session, source, number * 10 + offset)
        session.commit()
    with Session(engine) as session:
        loaded = select(Customer).options(selectinload(Customer.orders).selectinload(Order.lines))
        recent = session.scalars(loaded.order_by(Customer.id.desc()).limit(15)).all()
        for customer in recent:
            for order in customer.orders:
                order.lines[0].amount += 1
        session.delete(recent[source.randrange(len(recent))])
        session.commit()
    with Session(engine) as session:
        lines = session.scalars(select(Line).options(joinedload(Line.order).joinedload(Order.customer)).limit(40)).all()
        return sum(line.amount + len(line.order.customer.name) for line in lines)


def main(rounds):
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    source = random.Random(20)
    total = sum(work(engine, source, number) for number in range(rounds))
    with Session(engine) as session:
        lines, amount = session.execute(select(func.count(Line.id), func.sum(Line.amount))).one()
    print("sqlalchemy: %d lines, amount %d, total %d" % (lines, amount, total))
    engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
