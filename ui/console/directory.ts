import type { Instant } from '#kernel/instant.ts'
import type { SpokenLanguage } from '#kernel/language.ts'
import { dayOf } from '#kernel/wallTime.ts'

/** A service as screens name and offer it. Texts are in the reader's language. */
export type ListedService = {
  readonly key: string
  readonly title: string
  /** Words by which it is found, the title included. */
  readonly words: string
  readonly peopleLimit: number
  /** Keys of services that are not done in one visit with it. */
  readonly notWith: readonly string[]
  /** The birth date is asked for, because its times are traded. */
  readonly scarce: boolean
  /** How a visit for it may take place: on site, by telephone, by video. */
  readonly kinds: readonly string[]
  /** Keys of the sites where it can be booked. */
  readonly bookableAt: readonly string[]
  /** Keys of the sites where a ticket can be drawn for it. */
  readonly walkInAt: readonly string[]
}

/** A site as screens name it. */
export type ListedSite = {
  readonly key: string
  readonly name: string
  /** IANA zone of its wall time. */
  readonly timeZone: string
  readonly district: string
  /** Languages spoken there, besides. */
  readonly languages: readonly SpokenLanguage[]
  readonly familyFriendly: boolean
  readonly selfService: boolean
  /** Announced moves, the next first: its name and address from a day on. */
  readonly moves: readonly { readonly firstDay: string; readonly name: string; readonly address: string }[]
}

/** What screens look up by key. */
export type Directory = {
  readonly services: readonly ListedService[]
  readonly sites: readonly ListedSite[]
}

/** The title of a service; its key where it is no longer offered. */
export function serviceTitle(directory: Directory, key: string): string {
  return directory.services.find((service) => service.key === key)?.title ?? key
}

/** The name of a site; its key where it is not known. */
export function siteName(directory: Directory, key: string): string {
  return directory.sites.find((site) => site.key === key)?.name ?? key
}

/** The name of a site at an instant; with its address where it will have moved by then, which people do not know yet. */
export function placeAt(directory: Directory, key: string, at: Instant): string {
  const site = directory.sites.find((one) => one.key === key)
  if (!site) return key
  const day = dayOf(at, site.timeZone)
  const move = site.moves.findLast(({ firstDay }) => firstDay <= day)
  return move ? `${move.name}, ${move.address}` : site.name
}

/** The zone of a site; that of the first site where it is not known. */
export function zoneOf(directory: Directory, key: string): string {
  const site = directory.sites.find((one) => one.key === key) ?? directory.sites[0]
  return site?.timeZone ?? 'UTC'
}
