import { type Fault, orderFaults, repeatFaults, unknownFaults } from '#features/authority/contract/import.ts'
import type { OffersFile, ServicesFile } from '../contract.ts'

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
