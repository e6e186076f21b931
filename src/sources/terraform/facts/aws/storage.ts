/** Volumes, file systems, backups. */
import { all, each } from '../combinators/about.ts';
import { atRest } from '../combinators/at-rest.ts';
import { publicSwitch } from '../combinators/exposed.ts';
import { type FactTable, named } from '../combinators/kinds.ts';
import { computed } from '../combinators/place.ts';
import { policyExposure } from '../combinators/policy.ts';
import { AWS } from './pages.ts';

const kmsKeyId = computed('kms_key_id');

const fileSystem = (byDefault: string) => ({
  encryption: atRest({ part: 'the file system', key: kmsKeyId, byDefault }),
});

export const storage: FactTable = {
  aws_ebs_volume: {
    encryption: atRest({
      part: 'the volume',
      flag: computed('encrypted'),
      key: kmsKeyId,
      inherits: [computed('snapshot_id')],
    }),
  },
  aws_ebs_snapshot_copy: {
    encryption: atRest({
      part: 'the snapshot',
      flag: 'encrypted',
      key: 'kms_key_id',
      inherits: ['source_snapshot_id'],
    }),
  },
  aws_ebs_snapshot_import: {
    encryption: atRest({ part: 'the snapshot', flag: 'encrypted', key: 'kms_key_id' }),
  },
  aws_ebs_encryption_by_default: {
    encryption: atRest({
      part: "the account's new volumes",
      flag: 'enabled',
      byDefault: 'https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html',
    }),
  },
  aws_ami: {
    encryption: each(
      'ebs_block_device',
      atRest({ part: 'a volume of the image', flag: 'encrypted', inherits: ['snapshot_id'] }),
    ),
  },
  aws_ami_copy: {
    encryption: atRest({ part: 'the image', flag: 'encrypted', key: kmsKeyId, inherits: ['source_ami_id'] }),
  },
  aws_ami_launch_permission: {
    exposure: publicSwitch({
      what: 'launch permission of the image',
      at: 'group',
      on: ['all'],
      absent: 'private',
      off: null,
    }),
  },
  aws_efs_file_system: {
    encryption: atRest({ part: 'the file system', flag: computed('encrypted'), key: kmsKeyId }),
  },
  aws_efs_file_system_policy: { exposure: policyExposure({ what: 'file system policy' }) },
  aws_fsx_windows_file_system: fileSystem(AWS.fsxWindows),
  aws_fsx_lustre_file_system: fileSystem(AWS.fsxLustre),
  aws_fsx_ontap_file_system: fileSystem(AWS.fsxOntap),
  aws_fsx_openzfs_file_system: fileSystem(AWS.fsxOpenzfs),
  aws_backup_vault: {
    encryption: atRest({ part: 'the vault', key: computed('kms_key_arn'), byDefault: AWS.backup }),
  },
  aws_backup_vault_policy: { exposure: policyExposure({ what: 'vault policy' }) },
  aws_glacier_vault: {
    encryption: atRest({ part: 'the vault', byDefault: AWS.glacier }),
    exposure: policyExposure({ what: 'vault policy', at: 'access_policy' }),
  },
  ...named(['aws_storagegateway_nfs_file_share', 'aws_storagegateway_smb_file_share'], {
    encryption: atRest({ part: 'the objects of the share', key: 'kms_key_arn', byDefault: AWS.s3 }),
  }),
  aws_workspaces_workspace: {
    encryption: all(
      atRest({ part: 'the root volume', flag: 'root_volume_encryption_enabled', key: 'volume_encryption_key' }),
      atRest({ part: 'the user volume', flag: 'user_volume_encryption_enabled', key: 'volume_encryption_key' }),
    ),
  },
};
