/** Conditional forwarders of the Windows DNS server: a PowerShell script that makes them, and may run any time. Pure. */
import { ROOT } from '../../net/dns-name.ts';
import type { ForwarderContent } from '../types.ts';
import { UnprintableError } from './printable.ts';

/** The one port that Windows DNS servers ask (`Add-DnsServerConditionalForwarderZone` has no parameter for it). */
export const ONLY_PORT = 53;

const quoted = (values: readonly string[]): string => values.map((value) => `    '${value}'`).join('\n');

/** Throws `UnprintableError` on any port but 53, and on the root: what a server forwards in all it has no zone for. */
export const windowsForwarders = ({ domains, addresses, port }: ForwarderContent): string => {
  if (port !== ONLY_PORT) throw new UnprintableError('port 53, the only one that Windows DNS servers ask', `${port}`);
  if (domains.includes(ROOT)) {
    throw new UnprintableError('a domain, since Windows DNS servers have no conditional forwarder for all names', ROOT);
  }
  return script(quoted(domains), quoted(addresses));
};

/** One zone that fails holds up no other. `Set-` replaces the whole list, and is only called when it differs. (R) */
const script = (domains: string, addresses: string): string => `#Requires -Modules DnsServer
param(
    # Empty: the zones live on this server alone. Forest, Domain or Legacy: in Active Directory.
    [ValidateSet('', 'Forest', 'Domain', 'Legacy')]
    [string] $ReplicationScope = ''
)
$ErrorActionPreference = 'Stop'
$domains = @(
${domains}
)
$masterServers = @(
${addresses}
)
$scope = @{}
if ($ReplicationScope -ne '') { $scope = @{ ReplicationScope = $ReplicationScope } }
$failed = 0
foreach ($domain in $domains) {
    try {
        $zone = Get-DnsServerZone -Name $domain -ErrorAction SilentlyContinue
        if ($null -eq $zone) {
            Add-DnsServerConditionalForwarderZone -Name $domain -MasterServers $masterServers @scope
            Write-Output "$domain is added"
        } elseif ($zone.ZoneType -ne 'Forwarder') {
            throw "expected no zone or a conditional forwarder named $domain, found a zone of type $($zone.ZoneType)"
        } elseif ((@($zone.MasterServers | ForEach-Object { "$_" }) -join ' ') -ne ($masterServers -join ' ')) {
            Set-DnsServerConditionalForwarderZone -Name $domain -MasterServers $masterServers
            Write-Output "$domain is changed"
        }
    } catch {
        Write-Error -Message "$domain failed: $_" -ErrorAction Continue
        $failed = 1
    }
}
exit $failed
`;
