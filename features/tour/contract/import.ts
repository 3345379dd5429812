import { type Fault, repeatFaults, unknownFaults } from '#features/authority/contract/import.ts'
import type { AuthorityFile, SitesFile } from '#features/authority/contract.ts'
import type { CountersFile, ShiftsFile } from '#features/capacity/contract.ts'
import { LONGEST_DAY_MINUTES } from '#features/capacity/model/workRules.ts'
import { type Id, newId } from '#kernel/id.ts'
import { instant, localDate, localTime } from '#kernel/instant.ts'
import { isZone } from '#kernel/wallTime.ts'
import type { StopsFile, TeamsFile } from '../contract.ts'
import { isStopError, type StopFault, stopFaults } from '../model/stopFaults.ts'
import type { WantedStop } from '../model.ts'

/** What the files of mobile teams hold, and what they refer to. */
export type TourFiles = {
  readonly teams: TeamsFile
  readonly stops: StopsFile
  readonly authority: AuthorityFile
  readonly sites: SitesFile
  readonly counters: CountersFile
  readonly shifts: ShiftsFile
  readonly serviceKeys: ReadonlySet<string>
}

/** The rules between the fields and entries of these files, which a schema cannot say. */
export function tourFaults(files: TourFiles): Fault[] {
  return [
    ...repeatFaults('teams.json', files.teams, ({ key }) => key),
    ...files.teams.flatMap((team, index) => kitFaults(team, index, files.serviceKeys)),
    ...placeFaults(files),
    ...stopsFaults(files),
  ]
}

function kitFaults({ kit }: TeamsFile[number], index: number, known: ReadonlySet<string>): Fault[] {
  const file = 'teams.json'
  return [
    ...kit.flatMap((service, nth) =>
      unknownFaults(file, [index, 'kit', nth], service, known, 'service in services.json'),
    ),
    ...repeatFaults(file, kit, (service) => service).map((fault) => ({
      ...fault,
      path: [index, 'kit', ...fault.path],
    })),
  ]
}

/** A mobile site has stops instead of hours and shifts of every week; its workplaces are those of teams. */
function placeFaults({ sites, counters, shifts, teams }: TourFiles): Fault[] {
  const mobile = new Set(sites.filter(({ kind }) => kind === 'mobile').map(({ key }) => key))
  const kits = new Map(teams.map(({ key, kit }) => [key, new Set(kit)]))
  const fault = (file: string, path: Fault['path'], message: string): Fault => ({ file, path, message })
  return [
    ...sites.flatMap(({ kind, hours = [] }, index) =>
      kind === 'mobile' && hours.length > 0
        ? [fault('sites.json', [index, 'hours'], 'a mobile site has stops in stops.json, not weekly hours')]
        : [],
    ),
    ...shifts.flatMap(({ site }, index) =>
      mobile.has(site)
        ? [fault('shifts.json', [index, 'site'], 'a mobile site has stops in stops.json, not weekly shifts')]
        : [],
    ),
    ...counters.flatMap(({ site, team, skills }, index) => {
      const at = (field: string | number, message: string) => fault('counters.json', [index, field], message)
      if (team === undefined)
        return mobile.has(site) ? [at('team', 'a workplace of a mobile site needs its team')] : []
      if (!mobile.has(site)) return [at('team', `"${site}" is no mobile site`)]
      const kit = kits.get(team)
      if (!kit) return [at('team', `there is no team in teams.json with the key "${team}"`)]
      return skills.flatMap((skill, nth) =>
        kit.has(skill)
          ? []
          : [
              fault(
                'counters.json',
                [index, 'skills', nth],
                `the kit of "${team}" has nothing for "${skill}"`,
              ),
            ],
      )
    }),
  ]
}

/** In plain words, and the field where somebody looks for it. */
const WORDS: Readonly<Record<StopFault, readonly [keyof StopsFile[number], string]>> = {
  unknown_site: ['site', 'the team has no workplace there in counters.json'],
  no_service: ['site', 'the team can do nothing there: its workplaces have no skill'],
  past_day: ['day', 'is over'],
  too_far: ['day', 'lies too far ahead'],
  negative_length: ['closes', 'must be later than opens'],
  break_outside: ['breakStarts', 'the break needs both ends and must lie inside the stop'],
  missing_hour: ['opens', 'this time does not exist on that day: the clocks go forward'],
  site_taken: ['day', 'another stop is at this place on that day'],
  overlapping: ['opens', 'the team is at another place at that time'],
  travel_too_short: ['opens', 'the team cannot get there in time from its other stop of that day'],
  too_early: ['opens', 'the team would have to leave before midnight'],
  too_late: ['closes', 'the team would be back after midnight'],
  break_too_late: ['breakStarts', 'the team needs a break after six hours at the latest, ways included'],
  break_too_short: ['breakEnds', 'the breaks of the day are too short'],
  day_too_long: ['closes', 'the day is longer than longestDayMinutes, ways included'],
  closed_day: ['day', 'the place is closed on that day'],
  doubled_hour: ['opens', 'this time comes twice on that day: the clocks go back'],
}

/** Every stop that does not fit beside those before it; compared by team and day: files have ten thousand. */
function stopsFaults({ teams, stops, authority, sites, counters }: TourFiles): Fault[] {
  const file = 'stops.json'
  const siteOf = new Map(sites.map((site) => [site.key, { ...site, id: newId<'site'>(instant(0)) }]))
  const pointsOf = new Map([...siteOf.values()].map((site) => [site.id, site]))
  const teamKeys = new Map(teams.map((team) => [team.key, team]))
  const skills = new Map<string, number>()
  for (const { site, team, skills: own } of counters) {
    if (team !== undefined) skills.set(`${team} ${site}`, (skills.get(`${team} ${site}`) ?? 0) + own.length)
  }
  const earlier = new Map<string, WantedStop[]>()
  const taken = new Set<string>()
  return stops.flatMap((stop, index) => {
    const team = teamKeys.get(stop.team)
    const site = siteOf.get(stop.site)
    if (!team || !site) {
      return [
        ...unknownFaults(file, [index, 'team'], stop.team, new Set(teamKeys.keys()), 'team in teams.json'),
        ...unknownFaults(file, [index, 'site'], stop.site, new Set(siteOf.keys()), 'site in sites.json'),
      ]
    }
    const wanted = wantedStop(stop, site.id)
    const sameDay = earlier.get(`${team.key} ${stop.day}`) ?? []
    const services = skills.get(`${team.key} ${site.key}`)
    const zone = site.timeZone ?? authority.timeZone
    const faults = stopFaults(wanted, {
      team,
      others: sameDay,
      place:
        services === undefined
          ? undefined
          : {
              timeZone: isZone(zone) ? zone : 'UTC',
              services,
              taken: taken.has(`${site.key} ${stop.day}`),
              closed: false,
            },
      pointOf: (id) => pointsOf.get(id) ?? team,
      // Whether a day is over only the clock of the import knows: it passes over such stops.
      today: wanted.day,
      lastDay: wanted.day,
      longestDayMinutes: authority.settings.longestDayMinutes ?? LONGEST_DAY_MINUTES,
    }).filter(isStopError)
    taken.add(`${site.key} ${stop.day}`)
    // One that does not fit is in nobody's way.
    if (faults.length === 0) earlier.set(`${team.key} ${stop.day}`, [...sameDay, wanted])
    return faults.map((one) => {
      const [field, message] = WORDS[one]
      return { file, path: [index, field], message }
    })
  })
}

/** A stop as a file has it. */
export function wantedStop(stop: StopsFile[number], siteId: Id<'site'>): WantedStop {
  const timeOrNone = (time: string | null) => (time === null ? null : localTime(time))
  return {
    siteId,
    day: localDate(stop.day),
    opens: localTime(stop.opens),
    closes: localTime(stop.closes),
    breakStarts: timeOrNone(stop.breakStarts),
    breakEnds: timeOrNone(stop.breakEnds),
    travelMinutes: stop.travelMinutes ?? null,
  }
}
