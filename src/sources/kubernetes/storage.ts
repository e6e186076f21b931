/** Whether the volumes that a StorageClass makes are encrypted at rest, and those that a claim asks of one. */
import { dig, type JsonObject, stringAt } from '../../json.ts';
import type { StorageClass } from '../../resource/context.ts';
import type { Encryption } from '../../resource/facets.ts';
import { fromPointer, toPointer } from '../../resource/pointer.ts';
import { annotationsOf, stringMap } from './kinds.ts';

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

function driverOf(object: JsonObject): Driver | undefined {
  const provisioner = stringAt(object, 'provisioner') ?? '';
  return Object.hasOwn(DRIVERS, provisioner) ? DRIVERS[provisioner] : undefined;
}

export function storageEncryption(object: JsonObject): Encryption[] {
  const driver = driverOf(object);
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

/**
 * What a class says of a volume. Where it neither asks for encryption nor declines it, the account that the volume is made in
 * decides: https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
 */
export function storageClassOf(object: JsonObject): StorageClass {
  const name = stringAt(object, 'metadata', 'name') ?? '';
  const provisioner = stringAt(object, 'provisioner') ?? '';
  const [place] = storageEncryption(object);
  if (place === undefined) return { name, provisioner, encrypted: 'unknown' };
  const isSaid = place.state === 'encrypted' || dig(object, ...fromPointer(place.path)) !== undefined;
  return { name, provisioner, encrypted: isSaid ? place.state : 'unknown', ...(place.key && { key: place.key }) };
}

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
const DEFAULT_CLASS_BETA = 'storageclass.beta.kubernetes.io/is-default-class';

/** Whether claims that name no class get this one. */
export function isDefaultClass(object: JsonObject): boolean {
  const annotations = annotationsOf(object);
  return annotations[DEFAULT_CLASS] === 'true' || annotations[DEFAULT_CLASS_BETA] === 'true';
}

/** Of a claim the class decides, which stands elsewhere. One without a class takes a volume that is there, of which nothing is known. */
export function claimEncryption(object: JsonObject): Encryption[] {
  const written = stringAt(object, 'spec', 'storageClassName') ?? annotationsOf(object)[CLASS_ANNOTATION];
  const isBound = written === '' || Boolean(stringAt(object, 'spec', 'volumeName'));
  return [
    {
      aspect: 'at-rest',
      part: 'the volume',
      path: isBound ? '/spec' : '/spec/storageClassName',
      state: 'unknown',
      ...(!isBound && { storageClass: written ?? '' }),
    },
  ];
}

/** Before there was a field for it; the API server still honours it. */
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

/** The drivers read the names of parameters without regard to case. */
function parametersOf(object: JsonObject) {
  const values = stringMap(dig(object, 'parameters'));
  const nameOf = (name: string) => Object.keys(values).find((key) => key.toLowerCase() === name.toLowerCase());
  return {
    get: (name: string) => values[nameOf(name) ?? ''],
    path: (name: string) => toPointer(['parameters', nameOf(name) ?? name]),
  };
}
