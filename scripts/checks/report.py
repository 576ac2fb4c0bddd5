"""How a check speaks: one line with its figures, then its breaches, then its exit status."""
import sys


def conclude(name, figures, breaches):
    print(f"{name:<12} {'ok' if not breaches else f'{len(breaches)} breaches'}: {figures}")
    for breach in breaches:
        print(f"  {breach}")
    sys.exit(1 if breaches else 0)
