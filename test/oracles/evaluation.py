"""Second program for `evaluate`: recomputes the confusion matrices, the rates, the true
findings, the missed attacks and a ranking from the log and the truth alone, with the
standard library only.

Standard input: {"log": csv text, "truth": truth, "overlap": share, "windowSeconds": n,
"findings": [{"id", "address", "since", "until"}], "top": n}; times are ISO 8601 UTC.
"""
import csv
import io
import json
import math
import sys
from datetime import datetime, timedelta


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "").replace("T", " "))


def rates(tp, fp, tn, fn):
    def share(part, whole):
        return part / whole if whole else None

    margins = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    return {
        "tp": tp, "fp": fp, "tn": tn, "fn": fn,
        "FPR": share(fp, fp + tn), "FDR": share(fp, fp + tp), "FNR": share(fn, fn + tp), "FOR": share(fn, fn + tn),
        "precision": share(tp, tp + fp), "recall": share(tp, tp + fn), "f1": share(2 * tp, 2 * tp + fp + fn),
        "mcc": (tp * tn - fp * fn) / math.sqrt(margins) if margins else None,
    }


def matrix(population, positives, flagged):
    everything = population | positives | flagged
    return rates(
        len(flagged & positives), len(flagged - positives),
        len(everything - flagged - positives), len(positives - flagged),
    )


def shared(left, right):
    common = (min(left[1], right[1]) - max(left[0], right[0])).total_seconds()
    if common < 0:
        return 0.0
    shorter = min((left[1] - left[0]).total_seconds(), (right[1] - right[0]).total_seconds())
    return 1.0 if shorter <= 0 else common / shorter


def main():
    request = json.load(sys.stdin)
    rows = list(csv.DictReader(io.StringIO(request["log"])))
    events = [(number, moment(row["datetime"]), row["source_ip"]) for number, row in enumerate(rows, start=2)]
    attacks = request["truth"]["attacks"]
    attacked = {line for attack in attacks for line in attack["events"]}
    attackers = {entity["value"] for attack in attacks for entity in attack["entities"]}
    found = []
    for finding in request["findings"]:
        since, until = moment(finding["since"]), moment(finding["until"])
        lines = {line for line, when, address in events if address == finding["address"] and since <= when <= until}
        found.append((finding, lines, (since, until)))

    def is_true(lines):
        return bool(lines) and len(lines & attacked) >= request["overlap"] * len(lines)

    shown = set().union(*[lines for _, lines, _ in found if is_true(lines)], set())
    times = [when for _, when, _ in events]
    size = timedelta(seconds=request["windowSeconds"])
    epoch = datetime(1970, 1, 1)
    first = epoch + (min(times) - epoch) // size * size
    windows = [(first + n * size, first + (n + 1) * size) for n in range(int((max(times) - first) / size) + 1)]

    def touched(stretches):
        return {n for n, window in enumerate(windows) if any(shared(window, stretch) >= request["overlap"] for stretch in stretches)}

    spans = [(moment(attack["start"]), moment(attack["end"])) for attack in attacks]
    attempts = {}
    for _, _, address in events:
        attempts[address] = attempts.get(address, 0) + 1
    busiest = sorted(attempts, key=lambda address: (-attempts[address], address.encode()))[: request["top"]]
    json.dump(
        {
            "event": matrix({line for line, _, _ in events}, attacked, set().union(*[lines for _, lines, _ in found], set())),
            "entity": matrix(set(attempts), attackers, {finding["address"] for finding, _, _ in found}),
            "window": matrix(set(range(len(windows))), touched(spans), touched([span for _, _, span in found])),
            "true": sorted(finding["id"] for finding, lines, _ in found if is_true(lines)),
            "missed": [n for n, attack in enumerate(attacks) if not shown & set(attack["events"])],
            "rank": sum(address in attackers for address in busiest) / len(busiest),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
