/** The packs: one per DevOps pattern that rules guard. */

/** What each pattern promises, in the order in which they are listed. */
export const PACKS = {
  gitops: 'Git is the only way in, and it heals.',
  'blue-green': 'A release never takes the service down, and rolls back by itself.',
  logging: 'Every log is found, kept and paid for sensibly.',
  scanning: 'Nothing unscanned runs.',
  secrets: 'No secret in Git, none older than 30 days, each workload its own identity.',
  compliance: 'Tagged, encrypted, not public; prevented, detected, corrected.',
  canary: '1 % first, measured, rolled back by itself.',
  'self-healing': 'It is replaced before anyone is paged.',
  cost: 'Every spend has an owner and an end.',
  'disaster-recovery': 'RPO under a minute, RTO under 30, tested monthly.',
} as const;
export type PackName = keyof typeof PACKS;
export const PACK_NAMES = Object.keys(PACKS) as PackName[];
