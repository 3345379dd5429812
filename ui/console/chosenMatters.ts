import type { ListedService } from './directory.ts'

/** A matter as it is chosen: a service and for how many people. */
export type ChosenMatter = { readonly service: string; readonly people: number }

/** As many matters as one visit holds. */
export const MATTER_LIMIT = 6

/**
 * The services that fit what is typed. Every typed word stands somewhere in the title ("pass" finds "Reisepass"), or
 * begins a word of what the service is about; those with the title first.
 */
export function findServices(services: readonly ListedService[], typed: string): readonly ListedService[] {
  const wanted = wordsOf(typed)
  const inTitle = ({ title }: ListedService) =>
    wanted.every((part) => wordsOf(title).join(' ').includes(part))
  const about = ({ words }: ListedService) =>
    wanted.every((part) => wordsOf(words).some((word) => word.startsWith(part)))
  const byTitle = services.filter(inTitle)
  return [...byTitle, ...services.filter((service) => !byTitle.includes(service) && about(service))]
}

/** The first two of the chosen matters that are not done in one visit; undefined if all are. */
export function apartOf(
  services: readonly ListedService[],
  chosen: readonly ChosenMatter[],
): readonly [string, string] | undefined {
  for (const [index, { service }] of chosen.entries()) {
    const apart = services.find(({ key }) => key === service)?.notWith ?? []
    const earlier = chosen.slice(0, index).find((matter) => apart.includes(matter.service))
    if (earlier) return [earlier.service, service]
  }
  return undefined
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
}

/** Adds a service for one person; one chosen already is not chosen twice. */
export function withMatter(chosen: readonly ChosenMatter[], service: string): readonly ChosenMatter[] {
  const full = chosen.length >= MATTER_LIMIT || chosen.some((matter) => matter.service === service)
  return full ? chosen : [...chosen, { service, people: 1 }]
}

/** Changes for how many people, within what the service allows. */
export function withPeople(
  chosen: readonly ChosenMatter[],
  service: string,
  people: number,
  limit: number,
): readonly ChosenMatter[] {
  const within = Math.min(Math.max(Math.trunc(people) || 1, 1), limit)
  return chosen.map((matter) => (matter.service === service ? { service, people: within } : matter))
}

/** Takes a matter out. */
export function withoutMatter(chosen: readonly ChosenMatter[], service: string): readonly ChosenMatter[] {
  return chosen.filter((matter) => matter.service !== service)
}
