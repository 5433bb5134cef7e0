"""Second program for `evaluate`: recomputes the confusion matrices, the rates with their
intervals, the true findings, the missed attacks, the time to detection and a ranking from
the log and the truth alone, with the standard library only.

Standard input: {"log": csv text, "truth": truth, "overlap": share, "windowSeconds": n,
"findings": [{"id", "address", "since", "until"}], "top": n}; times are ISO 8601 UTC.
"""
import csv
import io
import json
import math
import sys
from datetime import datetime, timedelta
from statistics import NormalDist


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "").replace("T", " "))


def rates(tp, fp, tn, fn):
    def share(part, whole):
        return part / whole if whole else None

    margins = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    return {
        "tp": tp, "fp": fp, "tn": tn, "fn": fn,
        "FPR": share(fp, fp + tn), "FDR": share(fp, fp + tp), "FNR": share(fn, fn + tp), "FOR": share(fn, fn + tn),
        "precision": share(tp, tp + fp), "recall": share(tp, tp + fn), "f1": share(2 * tp, 2 * tp + fp + fn) if tp + fn else None,
        "mcc": (tp * tn - fp * fn) / math.sqrt(margins) if margins else None,
    }


def wilson(part, whole):
    """Wilson 1927: the shares p for which |part / whole - p| <= z * sqrt(p (1 - p) / whole), solved for p."""
    if not whole:
        return None
    z = NormalDist().inv_cdf(0.975)
    a, b, c = 1 + z * z / whole, -(2 * part / whole + z * z / whole), (part / whole) ** 2
    root = math.sqrt(max(0.0, b * b - 4 * a * c))
    return [(-b - root) / (2 * a), (-b + root) / (2 * a)]


def intervals(tp, fp, tn, fn):
    jaccard = wilson(tp, tp + fp + fn) if tp + fn else None
    return {
        "FPR": wilson(fp, fp + tn), "FDR": wilson(fp, fp + tp), "FNR": wilson(fn, fn + tp), "FOR": wilson(fn, fn + tn),
        "precision": wilson(tp, tp + fp), "recall": wilson(tp, tp + fn),
        "f1": jaccard and [2 * bound / (1 + bound) for bound in jaccard],
    }


def matrix(population, positives, flagged):
    everything = population | positives | flagged
    counts = (
        len(flagged & positives), len(flagged - positives),
        len(everything - flagged - positives), len(positives - flagged),
    )
    return {**rates(*counts), "intervals": intervals(*counts)}


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

    def delays(attack):
        """Seconds from the attack's start to the first event of any true finding that shows it, and to the first such finding's end."""
        showing = [span for _, lines, span in found if is_true(lines) and lines & set(attack["events"])]
        if not showing:
            return None
        begun = moment(attack["start"])
        return [max(0.0, (min(pick) - begun).total_seconds()) for pick in zip(*showing)]

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
            "delays": [delays(attack) for attack in attacks],
            "rank": sum(address in attackers for address in busiest) / len(busiest),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
