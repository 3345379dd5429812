import { buildApplication } from '#apps/server/application.tsx'
import { ROLES, type Role } from '#features/staff/model.ts'
import type { RouteEntry } from '#platform/http/serving.ts'
import type { Ground } from './ground.ts'

/** Who asks: nobody known, or somebody with one of the roles. */
export const CALLERS = ['anonymous', ...ROLES] as const
export type CallerKind = (typeof CALLERS)[number]

/** The fixtures' people, one for each role; those of a site belong to Mitte. */
export const LOGINS: { readonly [R in Role]: string } = {
  clerk: 'schalter',
  information_desk: 'info',
  phone_agent: 'telefon',
  manager: 'leitung',
  administrator: 'verwaltung',
  data_protection: 'datenschutz',
  staff_council: 'personalrat',
}

/** Every route of the running server, as its own table has them. */
export function routesOf(ground: Ground): readonly RouteEntry[] {
  return buildApplication(ground.server.parts).serving.routes
}

/** The name of a route in the tables of these tests. */
export function nameOf({ method, path }: Pick<RouteEntry, 'method' | 'path'>): string {
  return `${method} ${path}`
}

/** A path with its parameters filled in; those that are not named become `none`. */
export function filled(path: string, values: Readonly<Record<string, string>>): string {
  return path
    .replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(values[name] ?? 'none'))
    .replace('*', 'none')
}
