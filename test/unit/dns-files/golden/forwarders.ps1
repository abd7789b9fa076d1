# Made by Waykeeper from the entry onprem-s3. Do not edit: the next run makes it anew.
# Holds: 10.0.1.10 10.0.2.10 fd00::10
# Digest: 6e6040d034d9bd59edeaa0870de5828c6af2fa05aeed221edcf8c459a4b82918

#Requires -Modules DnsServer
param(
    # Empty: the zones live on this server alone. Forest, Domain or Legacy: in Active Directory.
    [ValidateSet('', 'Forest', 'Domain', 'Legacy')]
    [string] $ReplicationScope = ''
)
$ErrorActionPreference = 'Stop'
$domains = @(
    'corp.example'
    's3.eu-west-2.amazonaws.com'
)
$masterServers = @(
    '10.0.1.10'
    '10.0.2.10'
    'fd00::10'
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
