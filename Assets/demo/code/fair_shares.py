"""Who owes whom after a meal, to the cent.

Dividing 100.00 by three and rounding makes a cent vanish, and somebody at the table always notices.
Amounts are whole cents here; what is left over goes, one cent each, to those who were rounded down most.
"""

from __future__ import annotations


def split(total: int, weights: list[int]) -> list[int]:
    """Shares of `total` cents in proportion to `weights`; they add up to `total` exactly."""
    whole = sum(weights)
    if whole <= 0:
        raise ValueError("somebody has to have eaten something")
    shares = [total * weight // whole for weight in weights]
    by_loss = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for i in by_loss[: total - sum(shares)]:
        shares[i] += 1
    return shares


def settle(paid: dict[str, int], due: dict[str, int]) -> list[tuple[str, str, int]]:
    """The payments (from, to, cents) that square everybody, never more than people minus one."""
    balance = {name: paid.get(name, 0) - due.get(name, 0) for name in paid.keys() | due.keys()}
    debtors = sorted((name for name in balance if balance[name] < 0), key=balance.get)
    creditors = sorted((name for name in balance if balance[name] > 0), key=balance.get, reverse=True)
    payments = []
    while debtors and creditors:
        debtor, creditor = debtors[0], creditors[0]
        amount = min(-balance[debtor], balance[creditor])
        payments.append((debtor, creditor, amount))
        balance[debtor] += amount
        balance[creditor] -= amount
        if balance[debtor] == 0:
            debtors.pop(0)
        if balance[creditor] == 0:
            creditors.pop(0)
    return payments


if __name__ == "__main__":
    friends = ["Ada", "Björn", "Chen"]
    shares = dict(zip(friends, split(10_000, [1, 1, 1])))
    for debtor, creditor, cents in settle({"Ada": 10_000}, shares):
        print(f"{debtor} gives {creditor} {cents / 100:.2f}")
