import { type Fault, repeatFaults, unknownFaults } from '#features/authority/contract/import.ts'
import type { HousePlansFile } from '../contract.ts'
import { type PlanFault, planFaults } from '../model.ts'

const WORDS: Readonly<Record<PlanFault['code'], string>> = {
  key_twice: 'has the key of an entry before',
  unknown_level: 'names no level of this plan',
  outside_level: 'lies outside of its level',
  overlaps_room: 'overlaps a room before',
  in_no_room: 'stands in no room',
  in_two_rooms: 'stands on the wall between two rooms',
  door_to_nowhere: 'must stand where two rooms meet',
  no_name: 'must have a name',
  no_shaft: 'must name the shaft that joins its levels',
  shaft_ends: 'the shaft must be on a second level, too',
  shaft_mixed: 'the shaft is stairs and lift at once',
  unknown_counter: 'names no counter of this site in counters.json',
  counter_twice: 'the counter stands in the plan already',
  not_reachable: 'cannot be reached from any entrance',
}

/** The rules between the entries of `house-plans.json` and with other files. */
export function houseFaults(
  plans: HousePlansFile,
  siteKeys: ReadonlySet<string>,
  counters: readonly { readonly site: string; readonly key: string }[],
): Fault[] {
  const file = 'house-plans.json'
  return [
    ...repeatFaults(file, plans, ({ site }) => site),
    ...plans.flatMap((plan, index) => {
      const known = new Set(counters.filter(({ site }) => site === plan.site).map(({ key }) => key))
      return [
        ...unknownFaults(file, [index, 'site'], plan.site, siteKeys, 'site in sites.json'),
        ...planFaults(plan, known).map(({ part, index: nth, code }) => ({
          file,
          path: [index, part, nth],
          message: WORDS[code],
        })),
      ]
    }),
  ]
}
