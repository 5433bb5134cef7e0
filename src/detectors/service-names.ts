/** Services by port as IANA registers them, or as everybody calls them; a port of both transports stands once. */
const NAMES: ReadonlyMap<number, string> = new Map(
  `7 echo,9 discard,13 daytime,17 qotd,19 chargen,20 ftp-data,21 ftp,22 ssh,23 telnet,25 smtp,37 time,43 whois,49 tacacs,
  53 dns,67 dhcp server,68 dhcp client,69 tftp,70 gopher,79 finger,80 http,88 kerberos,102 iso-tsap,110 pop3,111 sunrpc,113 ident,
  119 nntp,123 ntp,135 msrpc,137 netbios-ns,138 netbios-dgm,139 netbios-ssn,143 imap,161 snmp,162 snmptrap,177 xdmcp,
  179 bgp,194 irc,389 ldap,427 svrloc,443 https,444 snpp,445 smb,464 kpasswd,465 submissions,500 isakmp,502 modbus,
  512 exec,513 login,514 shell or syslog,515 printer,520 rip,523 ibm-db2,543 klogin,548 afp,554 rtsp,587 submission,
  593 http-rpc-epmap,623 ipmi,631 ipp,636 ldaps,646 ldp,666 doom,853 dns over tls,873 rsync,902 vmware,990 ftps,
  992 telnets,993 imaps,995 pop3s,1025 blackjack,1080 socks,1099 rmi,1194 openvpn,1433 ms-sql,1434 ms-sql-monitor,
  1521 oracle,1604 ica,1701 l2tp,1720 h323,1723 pptp,1812 radius,1883 mqtt,1900 ssdp,1911 fox,2000 cisco-sccp,
  2049 nfs,2082 cpanel,2083 cpanel over tls,2086 whm,2087 whm over tls,2181 zookeeper,2222 ssh (other),2323 telnet (other),
  2375 docker,2376 docker over tls,2379 etcd,2404 iec-104,2483 oracle (other),3000 http (other),3128 squid,3260 iscsi,
  3268 ldap catalog,3306 mysql,3389 rdp,3478 stun,3690 svn,3702 ws-discovery,4369 epmd,4444 krb524,4500 ipsec-nat-t,
  4786 smart-install,4840 opc-ua,5000 upnp,5004 rtp,5060 sip,5061 sips,5222 xmpp,5353 mdns,5355 llmnr,5432 postgresql,
  5555 adb,5601 kibana,5672 amqp,5683 coap,5900 vnc,5901 vnc (other),5938 teamviewer,5984 couchdb,5985 winrm,
  5986 winrm over tls,6000 x11,6379 redis,6443 kubernetes,6667 irc,7001 weblogic,7070 realserver,7547 cwmp,7777 cbt,
  8000 http (other),8008 http (other),8009 ajp13,8080 http-alt,8081 http (other),8086 influxdb,8088 http (other),
  8089 splunkd,8123 http (other),8291 winbox,8333 bitcoin,8443 https-alt,8500 consul,8545 ethereum-rpc,8728 routeros-api,
  8883 mqtt over tls,8888 http (other),9000 cslistener,9042 cassandra,9090 http (other),9092 kafka,9100 jetdirect,
  9200 elasticsearch,9300 elasticsearch nodes,9418 git,9999 distinct,10000 webmin,10250 kubelet,11211 memcached,
  15672 rabbitmq,16992 amt,20000 dnp3,25565 minecraft,27015 source engine,27017 mongodb,30303 ethereum,32400 plex,
  37777 dahua,44818 ethernet-ip,47808 bacnet,49152 upnp,50000 db2,50070 hdfs,51820 wireguard,64738 mumble`
    .split(',')
    .map((entry) => {
      const [port = '', ...name] = entry.trim().split(' ');
      return [Number(port), name.join(' ')] as const;
    }),
);

/** What usually answers at a port; undefined for a port without a well-known service. */
export const serviceName = (port: number): string | undefined => NAMES.get(port);

/** Ports from 1024 on that have a name: to ask for one of these is to ask for a service. */
export const NAMED_HIGH_PORTS: readonly number[] = Object.freeze(
  [...NAMES.keys()].filter((port) => port >= 1024 && port < 49_152),
);

/**
 * A port as `transport/number`, with its service in parentheses.
 * @example portLabel('tcp/6379') // 'tcp/6379 (redis)'
 */
export const portLabel = (port: string): string => {
  const name = serviceName(Number(port.split('/')[1] ?? Number.NaN));
  return name === undefined || port.startsWith('icmp/') ? port : `${port} (${name})`;
};

const ICMP_NAMES: Readonly<Record<string, string>> = {
  '0': 'echo reply',
  '3': 'destination unreachable',
  '4': 'source quench',
  '5': 'redirect',
  '8': 'echo request',
  '11': 'time exceeded',
  '12': 'parameter problem',
  '13': 'timestamp request',
  '14': 'timestamp reply',
  '15': 'information request',
  '17': 'address mask request',
  '128': 'echo request of ICMPv6',
  '129': 'echo reply of ICMPv6',
};

/**
 * An ICMP target `icmp/type/code` in words.
 * @example icmpLabel('icmp/8/0') // 'echo request (type 8, code 0)'
 */
export const icmpLabel = (target: string): string => {
  const [, type = '', code = ''] = target.split('/');
  if (type === 'none' || type === '') return 'ICMP of unknown type';
  return `${ICMP_NAMES[type] ?? 'ICMP'} (type ${type}${code === '' ? '' : `, code ${code}`})`;
};
