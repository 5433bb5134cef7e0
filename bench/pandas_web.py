"""The same counting with pandas: reads a combined log and prints the counts as JSON."""
import json
import sys

import pandas as pd

PATTERN = (r'^(?P<ip>[^ ]+) [^ ]+ (?P<user>[^"]*) \[(?P<time>[^\]"]*)\] "(?P<request>(?:[^"\\]|\\.)*)" '
           r'(?P<status>[0-9]{3}|-) (?P<size>[0-9]+|-) "(?P<referrer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)"$')

with open(sys.argv[1], encoding='utf-8', errors='replace') as log:
    frame = pd.Series(log.read().split('\n')[:-1]).str.extract(PATTERN).dropna(subset=['ip'])
frame['time'] = pd.to_datetime(frame['time'], format='%d/%b/%Y:%H:%M:%S %z', utc=True)
parts = frame['request'].str.split(' ', n=2, expand=True)
frame['path'] = parts[1]
status = frame['status'].value_counts()
missing = frame[frame['status'] == '404'].groupby('ip')['path'].nunique().nlargest(20)
hourly = frame.set_index('time').resample('1h').size()
for column in ['ip', 'path', 'agent', 'referrer']:
    frame[column].value_counts().head(20)
print(json.dumps({'status': status.to_dict(), 'hours': len(hourly), 'missing': missing.to_dict()}))
