import { all, each } from '../combinators/about.ts';
import { atRest } from '../combinators/at-rest.ts';
import { publicSwitch } from '../combinators/exposed.ts';
import { inTransit, tlsPolicy } from '../combinators/in-transit.ts';
import { type DescribedFacts, type FactTable, named } from '../combinators/kinds.ts';
import { type At, computed } from '../combinators/place.ts';

import { clusterEndpoint } from './network.ts';

const LEARN = 'https://learn.microsoft.com/en-us/azure';
const PAGES = {
  any: `${LEARN}/security/fundamentals/encryption-atrest`,
  storage: `${LEARN}/storage/common/storage-service-encryption`,
  disk: `${LEARN}/virtual-machines/disk-encryption`,
  sql: `${LEARN}/azure-sql/database/transparent-data-encryption-tde-overview`,
  cosmos: `${LEARN}/cosmos-db/database-encryption-at-rest`,
} as const;

const KEY = 'azurerm_key_vault_key.example.id';
const DISK_SET = 'azurerm_disk_encryption_set.example.id';

const rest = (part: string, key: At | At[], byDefault: string, keyExample = KEY) =>
  atRest({ part, key, keyExample, byDefault });

const isOldTls = (version: string) =>
  /^(?:TLS)?_?1[._]?[01]$|^TLS1_[01]$|^Tls1[01]?$|^TLSEnforcementDisabled$|^Disabled$/i.test(version);
const minimumTls = (at: At, advise: string) => tlsPolicy({ at, isOld: isOldTls, advise, absent: 'not-asked' });

/** HTTPS alone, where the type also serves HTTP. Names changed between versions of the provider: a plan has one of them. */
const httpsOnly = (at: At, absent: 'unencrypted' | 'not-asked') => inTransit({ part: 'traffic over HTTP', at, absent });

const flexibleServer: DescribedFacts = {
  encryption: rest('the storage of the database', 'customer_managed_key.0.key_vault_key_id', PAGES.any),
};

const singleServer: DescribedFacts = {
  encryption: all(
    rest('the storage of the database', [], PAGES.any),
    inTransit({ part: 'traffic of clients', at: 'ssl_enforcement_enabled', absent: 'unencrypted' }),
    minimumTls('ssl_minimal_tls_version_enforced', 'TLS1_2'),
  ),
};

const webApp: DescribedFacts = {
  encryption: all(
    httpsOnly('https_only', 'unencrypted'),
    minimumTls(computed('site_config.0.minimum_tls_version'), '1.2'),
  ),
};

const machineDisk = {
  encryption: each('os_disk', rest('the system disk', 'disk_encryption_set_id', PAGES.disk, DISK_SET)),
};

export const azureData: FactTable = {
  // That containers may be made public (the provider's default) opens none: each container says whether it is.
  azurerm_storage_account: {
    encryption: all(
      rest('the storage account', 'customer_managed_key.0.key_vault_key_id', PAGES.storage),
      httpsOnly('https_traffic_only_enabled', 'not-asked'),
      httpsOnly('enable_https_traffic_only', 'not-asked'),
      minimumTls('min_tls_version', 'TLS1_2'),
    ),
  },
  azurerm_storage_container: {
    exposure: publicSwitch({
      what: 'storage container',
      at: 'container_access_type',
      on: ['blob', 'container'],
      absent: 'private',
      off: 'private',
    }),
  },
  azurerm_managed_disk: {
    encryption: rest('the disk', ['disk_encryption_set_id', 'secure_vm_disk_encryption_set_id'], PAGES.disk, DISK_SET),
  },
  ...named(
    [
      'azurerm_linux_virtual_machine',
      'azurerm_windows_virtual_machine',
      'azurerm_linux_virtual_machine_scale_set',
      'azurerm_windows_virtual_machine_scale_set',
    ],
    machineDisk,
  ),
  azurerm_mssql_server: {
    encryption: all(
      rest('the databases of the server', 'transparent_data_encryption_key_vault_key_id', PAGES.sql),
      minimumTls('minimum_tls_version', '1.2'),
    ),
  },
  azurerm_mssql_database: {
    encryption: atRest({
      part: 'the database',
      flag: 'transparent_data_encryption_enabled',
      key: 'transparent_data_encryption_key_vault_key_id',
      keyExample: KEY,
      byDefault: PAGES.sql,
    }),
  },
  azurerm_mssql_managed_instance: {
    encryption: all(rest('the databases of the instance', [], PAGES.sql), minimumTls('minimum_tls_version', '1.2')),
    exposure: publicSwitch({ what: 'public data endpoint', at: 'public_data_endpoint_enabled', absent: 'private' }),
  },
  ...named(['azurerm_postgresql_flexible_server', 'azurerm_mysql_flexible_server'], flexibleServer),
  ...named(['azurerm_postgresql_server', 'azurerm_mysql_server', 'azurerm_mariadb_server'], singleServer),
  azurerm_cosmosdb_account: {
    encryption: all(rest('the account', 'key_vault_key_id', PAGES.cosmos), minimumTls('minimal_tls_version', 'Tls12')),
  },
  azurerm_redis_cache: {
    encryption: all(
      inTransit({
        part: 'traffic on the plain port',
        at: 'non_ssl_port_enabled',
        off: [true],
        absent: 'encrypted',
        advise: false,
      }),
      inTransit({
        part: 'traffic on the plain port',
        at: 'enable_non_ssl_port',
        off: [true],
        absent: 'not-asked',
        advise: false,
      }),
      minimumTls('minimum_tls_version', '1.2'),
    ),
  },
  azurerm_eventhub_namespace: {
    encryption: all(rest('the namespace', [], PAGES.any), minimumTls('minimum_tls_version', '1.2')),
  },
  azurerm_servicebus_namespace: {
    encryption: all(
      rest('the namespace', 'customer_managed_key.0.key_vault_key_id', PAGES.any),
      minimumTls('minimum_tls_version', '1.2'),
    ),
  },
  azurerm_container_registry: {
    encryption: rest('the registry', computed('encryption.0.key_vault_key_id'), PAGES.any),
    exposure: publicSwitch({
      what: 'registry that anyone may pull from',
      at: 'anonymous_pull_enabled',
      absent: 'private',
    }),
  },
  azurerm_kubernetes_cluster: {
    encryption: rest('the disks of the nodes', 'disk_encryption_set_id', PAGES.disk, DISK_SET),
    exposure: clusterEndpoint,
  },
  // The endpoint of a vault is reached by whoever can log in to it; the network is not what guards it.
  azurerm_key_vault: { encryption: rest('the vault', [], PAGES.any) },
  azurerm_data_lake_store: {
    encryption: atRest({ part: 'the store', flag: 'encryption_state', on: ['Enabled'], byDefault: PAGES.any }),
  },
  azurerm_kusto_cluster: {
    encryption: atRest({ part: 'the disks of the cluster', flag: 'disk_encryption_enabled' }),
  },
  ...named(
    [
      'azurerm_app_service',
      'azurerm_function_app',
      'azurerm_linux_function_app',
      'azurerm_linux_web_app',
      'azurerm_windows_function_app',
      'azurerm_windows_web_app',
    ],
    webApp,
  ),
};
