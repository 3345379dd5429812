import { type Fault, orderFaults, repeatFaults, unknownFaults } from '#features/authority/contract/import.ts'
import type { OffersFile, ServicesFile } from '../contract.ts'
import { faultsOfChecklist } from './checklistFaults.ts'

/** What the files of a catalogue hold. */
export type CatalogueFiles = { readonly services: ServicesFile; readonly offers: OffersFile }

/** The rules between the fields and entries of these files, which a schema cannot say. */
export function catalogueFaults(
  { services, offers }: CatalogueFiles,
  siteKeys: ReadonlySet<string>,
): Fault[] {
  const serviceKeys = new Set(services.map((service) => service.key))
  const file = 'site-services.json'
  return [
    ...repeatFaults('services.json', services, (service) => service.key),
    ...services.flatMap(feeFaults),
    ...services.flatMap(kindFaults),
    ...services.flatMap(faultsOfChecklist),
    ...combiningFaults(services),
    ...repeatFaults(file, offers, ({ site, service }) => `${site} ${service}`),
    ...offers.flatMap(({ site, service }, index) => [
      ...unknownFaults(file, [index, 'site'], site, siteKeys, 'site in sites.json'),
      ...unknownFaults(file, [index, 'service'], service, serviceKeys, 'service in services.json'),
    ]),
  ]
}

/** Nobody needs a telephone or a computer to be served. */
function kindFaults({ kinds }: ServicesFile[number], index: number): Fault[] {
  if (kinds === undefined || kinds.includes('on_site')) return []
  return [{ file: 'services.json', path: [index, 'kinds'], message: 'must have "on_site" among others' }]
}

/** Keeping apart holds both ways, and a step is shared by two at least: a name in one place alone is a slip. */
function combiningFaults(services: ServicesFile): Fault[] {
  const file = 'services.json'
  const byKey = new Map(services.map((service) => [service.key, service]))
  return services.flatMap(({ key, minutes, standsAlone, notWith = [], sharedStep }, index) => {
    const fault = (path: readonly (string | number)[], message: string): Fault => ({
      file,
      path: [index, ...path],
      message,
    })
    const named = notWith.flatMap((name, nth) => {
      const other = byKey.get(name)
      if (!other)
        return unknownFaults(
          file,
          [index, 'notWith', nth],
          name,
          new Set(byKey.keys()),
          'service in services.json',
        )
      if (name === key) return [fault(['notWith', nth], 'must not be the service itself')]
      const back = other.standsAlone || other.notWith?.includes(key)
      return back ? [] : [fault(['notWith', nth], `"${name}" must name "${key}" in its notWith, too`)]
    })
    const alone = standsAlone && (notWith.length > 0 || sharedStep)
    const sharing = services.filter((other) => other.sharedStep?.key === sharedStep?.key)
    return [
      ...named,
      ...(alone ? [fault(['standsAlone'], 'must not stand beside notWith or sharedStep')] : []),
      ...(sharedStep && sharing.length < 2
        ? [fault(['sharedStep', 'key'], `no other service has the step "${sharedStep.key}"`)]
        : []),
      ...(sharedStep && sharedStep.minutes > minutes
        ? [fault(['sharedStep', 'minutes'], `must not be more than the ${minutes} minutes of the service`)]
        : []),
    ]
  })
}

type FeeEntry = ServicesFile[number]['fees'][number]

function feeFaults({ fees }: ServicesFile[number], index: number): Fault[] {
  const file = 'services.json'
  return fees.flatMap((fee, nth) => {
    const path = [index, 'fees', nth]
    const inOrder = fee.validUntil === null || fee.validFrom <= fee.validUntil
    const clash = fees.slice(0, nth).find((other) => other.key === fee.key && areInForceTogether(fee, other))
    return [
      ...orderFaults(file, [...path, 'validUntil'], inOrder, 'validFrom'),
      ...(clash
        ? [{ file, path, message: `"${fee.key}" is in force on the same day as from ${clash.validFrom}` }]
        : []),
    ]
  })
}

function areInForceTogether(a: FeeEntry, b: FeeEntry): boolean {
  return (
    (a.validUntil === null || b.validFrom <= a.validUntil) &&
    (b.validUntil === null || a.validFrom <= b.validUntil)
  )
}
