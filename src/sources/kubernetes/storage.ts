/** Whether the volumes that a StorageClass makes are encrypted at rest. */
import { dig, type JsonObject, stringAt } from '../../json.ts';
import type { Encryption } from '../../resource/facets.ts';
import { toPointer } from '../../resource/pointer.ts';
import { stringMap } from './kinds.ts';

interface Driver {
  /** The parameter that turns encryption on; undefined where the provider always encrypts, as `byDefault` says. */
  switch?: string;
  byDefault?: string;
  /** The parameter that names the customer's own key. */
  key: string;
  keyExample: string;
}

const EBS: Driver = {
  switch: 'encrypted',
  key: 'kmsKeyId',
  keyExample: 'the ARN of an AWS KMS key',
};
const GCE: Driver = {
  byDefault: 'https://cloud.google.com/docs/security/encryption/default-encryption',
  key: 'disk-encryption-kms-key',
  keyExample: 'the resource name of a Cloud KMS key',
};
const AZURE_DISK: Driver = {
  byDefault: 'https://learn.microsoft.com/azure/virtual-machines/disk-encryption',
  key: 'diskEncryptionSetID',
  keyExample: 'the resource id of a disk encryption set',
};

/** Drivers of which it is known. Of others (NFS, EFS, local disks) the class does not say, so nothing is said. */
const DRIVERS: Readonly<Record<string, Driver>> = {
  'ebs.csi.aws.com': EBS,
  'ebs.csi.eks.amazonaws.com': EBS,
  'kubernetes.io/aws-ebs': EBS,
  'pd.csi.storage.gke.io': GCE,
  'kubernetes.io/gce-pd': GCE,
  'disk.csi.azure.com': AZURE_DISK,
  'kubernetes.io/azure-disk': AZURE_DISK,
};

export function storageEncryption(object: JsonObject): Encryption[] {
  const provisioner = stringAt(object, 'provisioner') ?? '';
  const driver = Object.hasOwn(DRIVERS, provisioner) ? DRIVERS[provisioner] : undefined;
  if (driver === undefined) return [];
  const parameters = parametersOf(object);
  const path = parameters.path(driver.switch ?? driver.key);
  const keyPath = parameters.path(driver.key);
  const isOn = driver.switch === undefined || parameters.get(driver.switch)?.toLowerCase() === 'true';
  const hasKey = Boolean(parameters.get(driver.key));
  return [
    {
      aspect: 'at-rest',
      part: 'the volumes of this class',
      path,
      state: isOn ? 'encrypted' : 'unencrypted',
      key: hasKey ? 'customer' : 'provider',
      keyPath,
      ...(driver.byDefault !== undefined && { byDefault: driver.byDefault }),
      ...(!isOn && { remedy: { text: `set parameters.${driver.switch} to "true"`, path, value: 'true' } }),
      ...(!hasKey && { keyRemedy: { text: `set parameters.${driver.key} to ${driver.keyExample}` } }),
    },
  ];
}

/** The drivers read the names of parameters without regard to case. */
function parametersOf(object: JsonObject) {
  const values = stringMap(dig(object, 'parameters'));
  const nameOf = (name: string) => Object.keys(values).find((key) => key.toLowerCase() === name.toLowerCase());
  return {
    get: (name: string) => values[nameOf(name) ?? ''],
    path: (name: string) => toPointer(['parameters', nameOf(name) ?? name]),
  };
}
