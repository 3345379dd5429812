import type { Role } from '#features/staff/model.ts'

/** One room of the console: its path, and who may enter. */
export type Room = {
  readonly path: string
  readonly text:
    | 'counter'
    | 'desk'
    | 'bookings'
    | 'waitlist'
    | 'overview'
    | 'plan'
    | 'tour'
    | 'closings'
    | 'calls'
    | 'relocations'
    | 'audit'
    | 'oddities'
    | 'shares'
    | 'rules'
    | 'numbers'
    | 'allocation'
    | 'devices'
    | 'notices'
    | 'houses'
  readonly roles: readonly Role[]
}

/** In the order of the navigation. */
export const ROOMS: readonly Room[] = [
  { path: '/counter', text: 'counter', roles: ['clerk'] },
  { path: '/desk', text: 'desk', roles: ['information_desk', 'clerk'] },
  { path: '/bookings', text: 'bookings', roles: ['phone_agent', 'information_desk'] },
  { path: '/waitlist', text: 'waitlist', roles: ['phone_agent', 'information_desk', 'manager'] },
  { path: '/overview', text: 'overview', roles: ['manager', 'administrator'] },
  { path: '/plan', text: 'plan', roles: ['manager', 'administrator'] },
  { path: '/shares', text: 'shares', roles: ['manager', 'administrator'] },
  { path: '/tour', text: 'tour', roles: ['manager', 'administrator'] },
  { path: '/closings', text: 'closings', roles: ['manager', 'administrator'] },
  { path: '/calls', text: 'calls', roles: ['phone_agent', 'information_desk', 'manager'] },
  { path: '/relocations', text: 'relocations', roles: ['manager', 'administrator'] },
  { path: '/devices', text: 'devices', roles: ['manager', 'administrator'] },
  { path: '/notices', text: 'notices', roles: ['manager', 'administrator'] },
  { path: '/houses', text: 'houses', roles: ['manager', 'administrator'] },
  { path: '/numbers', text: 'numbers', roles: ['manager', 'administrator'] },
  { path: '/rules', text: 'rules', roles: ['administrator'] },
  { path: '/oddities', text: 'oddities', roles: ['manager', 'administrator'] },
  {
    path: '/allocation',
    text: 'allocation',
    roles: ['manager', 'administrator', 'data_protection', 'staff_council'],
  },
  { path: '/audit', text: 'audit', roles: ['data_protection', 'staff_council'] },
]

/** The rooms that somebody may enter. */
export function roomsOf(roles: readonly Role[]): readonly Room[] {
  return ROOMS.filter((room) => room.roles.some((role) => roles.includes(role)))
}

/** Where somebody with one role begins; with several they choose on the start page. */
export function homeOf(roles: readonly Role[]): string | undefined {
  const [role, ...more] = roles
  if (role === undefined || more.length > 0 || role === 'administrator') return undefined
  return HOMES[role]
}

const HOMES: Readonly<Record<Exclude<Role, 'administrator'>, string>> = {
  clerk: '/counter',
  information_desk: '/desk',
  phone_agent: '/bookings',
  manager: '/overview',
  data_protection: '/audit',
  staff_council: '/audit',
}

/** The room of a path, if there is one. Rooms may have paths below theirs. */
export function roomAt(path: string): Room | undefined {
  return ROOMS.find((room) => path === room.path || path.startsWith(`${room.path}/`))
}
