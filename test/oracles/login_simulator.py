"""Second program for the login simulator: the same runs from the description alone,
with Python's own `random`, numpy's own RandomState and pandas' own sorting and CSV.

Reads a JSON list of cases from standard input, prints a JSON list of file texts.
Needs numpy before 1.25 and pandas 1.x (their sorting of ties is the reference).
"""
import datetime
import ipaddress
import json
import random
import sys

import numpy
import pandas

ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def global_address():
    while True:
        text = ".".join(str(random.randint(0, 255)) for _ in range(4))
        if ipaddress.IPv4Address(text).is_global:
            return text


def user_base(seed):
    random.seed(seed)
    users = [letter + last for letter in ALPHABET for last in ("smith", "jones", "kim", "lopez", "brown")]
    users += ["admin", "master", "dba"]
    return {user: [global_address() for _ in range(random.randint(1, 3))] for user in users}


class Run:
    def __init__(self, case, base):
        self.case = case
        self.base = base
        self.users = list(base)
        self.locked = []
        self.rows = []
        self.attacks = []

    def row(self, when, address, user, reason):
        self.rows.append((when, address, user, reason is None, reason))

    def misspelt(self, user):
        position = random.randint(0, len(user) - 1)
        if random.random() < 0.5:
            return user[:position] + user[position + 1:]
        return user[:position] + random.choice(ALPHABET) + user[position + 1:]

    def tries(self, when, address, right_name, accuracy, chances):
        name = right_name
        if random.random() > accuracy:
            name = self.misspelt(right_name)
        if name in self.locked:
            self.row(when, address, name, "error_account_locked")
            if random.random() >= 0.5:
                self.locked.remove(name)
            return when
        for number in range(min(3, len(chances))):
            when = when + datetime.timedelta(seconds=1)
            if name not in self.base:
                self.row(when, address, name, "error_wrong_username")
                if random.random() <= accuracy:
                    name = right_name
            elif random.random() <= chances[number]:
                self.row(when, address, name, None)
                return when
            else:
                self.row(when, address, name, "error_wrong_password")
        if len(chances) >= 3 and name in self.base:
            self.locked.append(name)
        return when

    def attack(self, hour):
        begun = when = hour + datetime.timedelta(hours=random.random())
        if random.random() < self.case["tryAllUsersProbability"]:
            targets = self.users
        else:
            size = random.randint(0, len(self.users))
            targets = random.sample(self.users, size)
        own = global_address()
        random.shuffle(targets)
        for target in targets:
            address = global_address() if self.case["varyAddresses"] else own
            accuracy = random.gauss(0.35, 0.5)
            when = self.tries(when, address, target, accuracy, self.case["attackerSuccess"])
        self.attacks.append((begun, when, own))

    def arrivals(self, hour):
        if hour.weekday() < 5:
            rate = random.triangular(1.5, 5, 2.75)
        elif 5 <= hour.hour < 11:
            rate = random.uniform(1.5, 4.25)
        else:
            rate = random.uniform(0.0, 5.0)
        count = numpy.random.poisson(rate)
        return numpy.random.exponential(1 / rate, size=count)

    def everyone(self):
        random.seed(self.case["seed"])
        numpy.random.seed(self.case["seed"])
        start = datetime.datetime(*self.case["start"])
        end = start + datetime.timedelta(days=self.case["days"])
        hours = int((end - start).total_seconds() / 60 / 60 // 1)
        for offset in range(hours + 1):
            hour = start + datetime.timedelta(hours=offset)
            if random.random() < self.case["attackProbability"]:
                self.attack(hour)
            waits = self.arrivals(hour)
            user = random.choice(self.users)
            random.choice(self.base[user])
            when = hour
            for wait in waits:
                when += datetime.timedelta(hours=wait)
                address = random.choice(self.base[user])
                accuracy = random.gauss(1.01, 0.01)
                when = self.tries(when, address, user, accuracy, self.case["validUserSuccess"])


def csv(rows, columns, key):
    return pandas.DataFrame(rows, columns=columns).sort_values(key).to_csv(index=False)


def files(case):
    base = user_base(case["baseSeed"])
    run = Run(case, base)
    run.everyone()
    return {
        "userIps": json.dumps(base),
        "log": csv(run.rows, ["datetime", "source_ip", "username", "success", "failure_reason"], "datetime"),
        "attacks": csv(run.attacks, ["start", "end", "source_ip"], "start"),
    }


def main():
    request = json.load(sys.stdin)
    if "sort" in request:
        answer = [numpy.array(keys, dtype="int64").argsort(kind="quicksort").tolist() for keys in request["sort"]]
    else:
        answer = [files(case) for case in request["cases"]]
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
