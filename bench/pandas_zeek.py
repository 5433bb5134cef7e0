"""The same counting with pandas: reads a headerless Zeek http.log and prints the counts as JSON."""
import csv
import json
import sys

import pandas as pd

COLUMNS = ['ts', 'uid', 'src', 'src_port', 'dst', 'dst_port', 'depth', 'method', 'host', 'uri', 'referrer', 'agent',
           'request_len', 'response_len', 'status', 'status_msg', 'info_code', 'info_msg', 'filename', 'tags', 'username',
           'password', 'proxied', 'orig_fuids', 'orig_mime', 'resp_fuids', 'resp_mime']

frame = pd.read_csv(sys.argv[1], sep='\t', header=None, names=COLUMNS, quoting=csv.QUOTE_NONE, dtype={'status': str},
                    low_memory=False)
frame['ts'] = pd.to_datetime(frame['ts'], unit='s')
status = frame['status'].value_counts()
hourly = frame.set_index('ts').resample('1h').agg({'status': lambda x: x.value_counts().index[0] if len(x) else None,
                                                     'src': 'count'})
for column in ['src', 'agent', 'uri', 'host', 'method']:
    frame[column].value_counts().head(20)
errors = frame[frame['status'].isin(['403', '404'])]['src'].value_counts().head(20)
missing = frame[frame['status'] == '404'].groupby('src')['uri'].nunique().nlargest(20)
print(json.dumps({'status': status.to_dict(), 'hours': len(hourly), 'errors': errors.to_dict()}))
