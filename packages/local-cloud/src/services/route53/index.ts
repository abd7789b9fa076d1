/** The simulated Route 53. Its CloudTrail events are made where finished calls are delivered. */
import * as client from '@aws-sdk/client-route-53';
import type { Service } from '../../service.ts';
import { associateVpc, disassociateVpc, listHostedZonesByVpc } from './associations.ts';
import { changeResourceRecordSets, getChange, propagated } from './changes.ts';
import { permissions } from './permissions.ts';
import { listResourceRecordSets } from './records.ts';
import { changeTags, listTags, listTagsOfMany } from './tags.ts';
import { createHostedZone, deleteHostedZone, getHostedZone, listHostedZones, listHostedZonesByName } from './zones.ts';

export const route53: Service = {
  signingName: 'route53',
  client,
  permissions,
  operations: {
    AssociateVPCWithHostedZone: associateVpc,
    ChangeResourceRecordSets: changeResourceRecordSets,
    ChangeTagsForResource: changeTags,
    CreateHostedZone: createHostedZone,
    DeleteHostedZone: deleteHostedZone,
    DisassociateVPCFromHostedZone: disassociateVpc,
    GetChange: getChange,
    GetHostedZone: getHostedZone,
    ListHostedZones: listHostedZones,
    ListHostedZonesByName: listHostedZonesByName,
    ListHostedZonesByVPC: listHostedZonesByVpc,
    ListResourceRecordSets: listResourceRecordSets,
    ListTagsForResource: listTags,
    ListTagsForResources: listTagsOfMany,
  },
  transitions: { propagated },
};
