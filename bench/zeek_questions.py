"""The Zeek document's five questions with pandas: reads a headerless Zeek http.log and prints the answers as JSON."""
import csv
import json
import sys

import pandas as pd

COLUMNS = ['ts', 'uid', 'src', 'src_port', 'dst', 'dst_port', 'depth', 'method', 'host', 'uri', 'referrer', 'agent',
           'request_len', 'response_len', 'status', 'status_msg', 'info_code', 'info_msg', 'filename', 'tags', 'username',
           'password', 'proxied', 'orig_fuids', 'orig_mime', 'resp_fuids', 'resp_mime']
TOP = 20


def top(values):
    """Counts of the commonest values, ties in the order of the values."""
    counts = values.value_counts().reset_index()
    counts.columns = ['value', 'count']
    ordered = counts.sort_values(['count', 'value'], ascending=[False, True]).head(TOP)
    return [[str(value), int(count)] for value, count in ordered.itertuples(index=False)]


def commonest(values):
    """The commonest value of an hour, the smallest of several; None in an hour without any."""
    counts = values.value_counts()
    return min(counts[counts == counts.max()].index) if len(counts) else None


frame = pd.read_csv(sys.argv[1], sep='\t', header=None, names=COLUMNS, quoting=csv.QUOTE_NONE, dtype={'status': str},
                    low_memory=False)
frame['time'] = pd.to_datetime(frame['ts'], unit='s')
hourly = frame.set_index('time').resample('1h')['status']
refused = frame[frame['status'].isin(['403', '404'])]
print(json.dumps({
    'status': top(frame['status']),
    'addresses': top(frame['src']),
    'hours': [[int(size), status] for size, status in zip(hourly.size(), hourly.apply(commonest))],
    'agents': top(frame['agent']),
    'refused': top(refused['src']),
}))
