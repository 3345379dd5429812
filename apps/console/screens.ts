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
    | 'undelivered'
    | 'relocations'
    | 'audit'
    | 'oddities'
    | 'hours'
    | 'minutes'
    | 'shares'
    | 'setup'
    | 'rules'
    | 'templates'
    | 'checklists'
    | 'reminders'
    | 'numbers'
    | 'allocation'
    | 'devices'
    | 'notices'
    | 'houses'
    | 'whatIf'
    | 'precheck'
    | 'ready'
    | 'letters'
  readonly group: RoomGroup
  readonly roles: readonly Role[]
}

/** What rooms are for; somebody with many of them chooses this first. In the order of the navigation. */
export const GROUPS = ['serving', 'today', 'planning', 'house', 'checks'] as const
export type RoomGroup = (typeof GROUPS)[number]

const PLANNERS = ['manager', 'administrator'] as const

/** In the order of the navigation. */
export const ROOMS: readonly Room[] = [
  { path: '/counter', text: 'counter', group: 'serving', roles: ['clerk'] },
  { path: '/desk', text: 'desk', group: 'serving', roles: ['information_desk', 'clerk'] },
  { path: '/bookings', text: 'bookings', group: 'serving', roles: ['phone_agent', 'information_desk'] },
  { path: '/ready', text: 'ready', group: 'serving', roles: ['clerk', 'information_desk'] },
  { path: '/overview', text: 'overview', group: 'today', roles: PLANNERS },
  {
    path: '/waitlist',
    text: 'waitlist',
    group: 'today',
    roles: ['phone_agent', 'information_desk', 'manager'],
  },
  { path: '/calls', text: 'calls', group: 'today', roles: ['phone_agent', 'information_desk', 'manager'] },
  {
    path: '/undelivered',
    text: 'undelivered',
    group: 'today',
    roles: ['phone_agent', 'information_desk', 'manager'],
  },
  { path: '/letters', text: 'letters', group: 'today', roles: ['information_desk', 'manager'] },
  { path: '/precheck', text: 'precheck', group: 'today', roles: ['clerk', 'manager'] },
  { path: '/plan', text: 'plan', group: 'planning', roles: PLANNERS },
  { path: '/hours', text: 'hours', group: 'planning', roles: PLANNERS },
  { path: '/shares', text: 'shares', group: 'planning', roles: PLANNERS },
  { path: '/setup', text: 'setup', group: 'planning', roles: PLANNERS },
  { path: '/closings', text: 'closings', group: 'planning', roles: PLANNERS },
  { path: '/relocations', text: 'relocations', group: 'planning', roles: PLANNERS },
  { path: '/tour', text: 'tour', group: 'planning', roles: PLANNERS },
  { path: '/what-if', text: 'whatIf', group: 'planning', roles: PLANNERS },
  { path: '/devices', text: 'devices', group: 'house', roles: PLANNERS },
  { path: '/notices', text: 'notices', group: 'house', roles: PLANNERS },
  { path: '/houses', text: 'houses', group: 'house', roles: PLANNERS },
  { path: '/rules', text: 'rules', group: 'house', roles: ['administrator'] },
  { path: '/minutes', text: 'minutes', group: 'house', roles: ['administrator'] },
  { path: '/checklists', text: 'checklists', group: 'house', roles: ['administrator'] },
  { path: '/reminders', text: 'reminders', group: 'house', roles: ['administrator'] },
  { path: '/templates', text: 'templates', group: 'house', roles: ['administrator'] },
  { path: '/numbers', text: 'numbers', group: 'checks', roles: PLANNERS },
  { path: '/oddities', text: 'oddities', group: 'checks', roles: PLANNERS },
  {
    path: '/allocation',
    text: 'allocation',
    group: 'checks',
    roles: ['manager', 'administrator', 'data_protection', 'staff_council'],
  },
  { path: '/audit', text: 'audit', group: 'checks', roles: ['data_protection', 'staff_council'] },
]

/** The rooms that somebody may enter. */
export function roomsOf(roles: readonly Role[]): readonly Room[] {
  return ROOMS.filter((room) => room.roles.some((role) => roles.includes(role)))
}

/** So many rooms stand side by side at the top of a screen; more are chosen by group. */
const SIDE_BY_SIDE = 7

/** The groups in which somebody has rooms, each with these; none where all stand side by side. */
export function groupsOf(
  rooms: readonly Room[],
): readonly { readonly group: RoomGroup; readonly rooms: readonly Room[] }[] {
  if (rooms.length <= SIDE_BY_SIDE) return []
  return GROUPS.map((group) => ({ group, rooms: rooms.filter((room) => room.group === group) })).filter(
    (each) => each.rooms.length > 0,
  )
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
