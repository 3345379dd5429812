import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { copyDemoCity, type Json } from '#test/demoFiles.ts'

const { folder, lines, edit } = copyDemoCity()

describe('between fields and files', () => {
  test.each<[string, string, (content: Json) => void, string]>([
    [
      'a site of an unknown unit',
      'sites.json',
      (sites) => Object.assign(sites[0] ?? {}, { unit: 'nowhere' }),
      'sites.json [0].unit: there is no unit in units.json with the key "nowhere"',
    ],
    [
      'a time zone that does not exist',
      'sites.json',
      (sites) => Object.assign(sites[0] ?? {}, { timeZone: 'Europe/Nowhere' }),
      'sites.json [0].timeZone: "Europe/Nowhere" is no time zone',
    ],
    [
      'hours that end before they begin',
      'sites.json',
      (sites) => Object.assign(sites[0]?.hours?.[0] ?? {}, { closes: '07:00' }),
      'sites.json [0].hours[0].closes: must be later than opens',
    ],
    [
      'hours that overlap',
      'sites.json',
      (sites) => sites[0]?.hours?.push({ weekday: 1, opens: '11:00', closes: '13:00' } as never),
      'sites.json [0].hours[7]: overlaps 08:00 to 12:00 on the same weekday',
    ],
    [
      'hours between two cells',
      'sites.json',
      (sites) => Object.assign(sites[0]?.hours?.[0] ?? {}, { closes: '12:02' }),
      'sites.json [0].hours[0].closes: must be a multiple of 5 minutes',
    ],
    [
      'hours of a date that end before they begin',
      'sites.json',
      (sites) =>
        Object.assign(sites[0] ?? {}, {
          specialHours: [{ day: '2027-03-02', opens: '20:00', closes: '08:00' }],
        }),
      'sites.json [0].specialHours[0].closes: must be later than opens',
    ],
    [
      'hours of a date that overlap',
      'sites.json',
      (sites) =>
        Object.assign(sites[0] ?? {}, {
          specialHours: [
            { day: '2027-03-02', opens: '08:00', closes: '12:00' },
            { day: '2027-03-03', opens: '08:00', closes: '12:00' },
            { day: '2027-03-02', opens: '11:00', closes: '13:00' },
          ],
        }),
      'sites.json [0].specialHours[2]: overlaps 08:00 to 12:00 on the same date',
    ],
    [
      'a closure that ends before it begins',
      'closures.json',
      (closures) => Object.assign(closures[0] ?? {}, { lastDay: '2026-10-01' }),
      'closures.json [0].lastDay: must not be before firstDay',
    ],
    [
      'a closure of an unknown site',
      'closures.json',
      (closures) => Object.assign(closures[0] ?? {}, { site: 'nowhere' }),
      'closures.json [0].site: there is no site in sites.json with the key "nowhere"',
    ],
    [
      'two services with one key',
      'services.json',
      (services) => Object.assign(services[2] ?? {}, { key: 'identity-card' }),
      'services.json [2]: "identity-card" stands twice, first at [0]',
    ],
    [
      'a condition on a question that there is not',
      'services.json',
      (services) => Object.assign(services[0]?.papers?.[0] ?? {}, { when: [{ flying: ['yes'] }] }),
      'services.json [0].papers[0].when[0].flying: there is no question "flying"',
    ],
    [
      'a condition that is always true',
      'services.json',
      (services) =>
        Object.assign(services[0]?.papers?.[7] ?? {}, {
          when: [{ custody: ['alone', 'both-come', 'one-comes'] }],
        }),
      'services.json [0].papers[7].when: is true whatever is answered; leave it out',
    ],
    [
      'answers for which none of a choice is needed',
      'services.json',
      (services) =>
        Object.assign(services[0]?.papers?.[0] ?? {}, { when: [{ old: ['there'], for: ['adult'] }] }),
      'services.json [0].papers[0].choice: no paper of the choice "identity" if for is child and old is there',
    ],
    [
      'answers for which two of a choice are needed',
      'services.json',
      (services) => Object.assign(services[0]?.papers?.[0] ?? {}, { when: [{ old: ['there', 'first'] }] }),
      'services.json [0].papers[2].choice: papers 0 and 2 of the choice "identity" if old is first',
    ],
    [
      'a question that decides nothing',
      'services.json',
      (services) =>
        services[0]?.questions?.push({
          key: 'idle',
          kind: 'yes_no',
          texts: { question: { de: 'Ja?', 'de-simple': 'Ja?', en: 'Yes?' } },
        } as never),
      'services.json [0].questions[4]: the answer to "idle" changes no list',
    ],
    [
      'papers that settle a service for which none can be handed in',
      'services.json',
      (services) => Object.assign(services[0] ?? {}, { settledByPapers: true, takesPapers: false }),
      'services.json [0].settledByPapers: needs "takesPapers": nobody can hand any in',
    ],
    [
      'a form for a paper of a service for which none can be handed in',
      'services.json',
      (services) => {
        Object.assign(services[0] ?? {}, { takesPapers: false })
        Object.assign(services[0]?.papers?.[1] ?? {}, { form: 'landlord' })
      },
      'services.json [0].papers[1].form: needs "takesPapers": the form is offered to nobody',
    ],
    [
      'a condition without its words',
      'services.json',
      (services) => Reflect.deleteProperty(services[0]?.papers?.[0] ?? {}, 'onlyIf'),
      'services.json [0].papers[0].onlyIf: is missing beside "when"',
    ],
    [
      'two fees in force on one day',
      'services.json',
      (services) => {
        const fee = services[0]?.fees?.find((one) => one.validUntil === null)
        services[0]?.fees?.push(Object.assign({}, fee, { validFrom: '2030-01-01' }) as never)
      },
      'is in force on the same day as from',
    ],
    [
      'a service that keeps apart from an unknown one',
      'services.json',
      (services) => Object.assign(services[0] ?? {}, { notWith: ['flying'] }),
      'services.json [0].notWith[0]: there is no service in services.json with the key "flying"',
    ],
    [
      'a service that keeps apart from one that does not from it',
      'services.json',
      (services) => Object.assign(services[0] ?? {}, { notWith: ['registration'] }),
      'services.json [0].notWith[0]: "registration" must name "identity-card" in its notWith, too',
    ],
    [
      'a service that keeps apart from itself',
      'services.json',
      (services) => Object.assign(services[0] ?? {}, { notWith: ['identity-card'] }),
      'services.json [0].notWith[0]: must not be the service itself',
    ],
    [
      'a service that stands alone and shares a step',
      'services.json',
      (services) => {
        const sharedStep = { key: 'photo', minutes: 5 }
        Object.assign(services[0] ?? {}, { sharedStep, standsAlone: true })
        Object.assign(services[2] ?? {}, { sharedStep })
      },
      'services.json [0].standsAlone: must not stand beside notWith or sharedStep',
    ],
    [
      'a step that nothing else has',
      'services.json',
      (services) => Object.assign(services[0] ?? {}, { sharedStep: { key: 'foto', minutes: 5 } }),
      'services.json [0].sharedStep.key: no other service has the step "foto"',
    ],
    [
      'a step that is longer than its service',
      'services.json',
      (services) => {
        Object.assign(services[0] ?? {}, { sharedStep: { key: 'photo', minutes: 20 }, minutes: 15 })
        Object.assign(services[2] ?? {}, { sharedStep: { key: 'photo', minutes: 5 } })
      },
      'services.json [0].sharedStep.minutes: must not be more than the 15 minutes of the service',
    ],
    [
      'a skill that is no service',
      'counters.json',
      (counters) => counters[0]?.skills?.push('flying' as never),
      'counters.json [0].skills[8]: there is no service in services.json with the key "flying"',
    ],
    [
      'a service that no counter of its site can do',
      'counters.json',
      (counters) => {
        for (const counter of counters) {
          Object.assign(counter, { skills: counter.skills?.filter((skill) => String(skill) !== 'pick-up') })
        }
      },
      'site-services.json [3]: no counter of "rathaus" in counters.json has the skill "pick-up"',
    ],
    [
      'an offer at an unknown site',
      'site-services.json',
      (offers) => Object.assign(offers[0] ?? {}, { site: 'nowhere' }),
      'site-services.json [0].site: there is no site in sites.json with the key "nowhere"',
    ],
    [
      'a shift of an unknown counter',
      'shifts.json',
      (shifts) => Object.assign(shifts[0] ?? {}, { counter: '99' }),
      'shifts.json [0].counter: there is no counter "99" of site "rathaus" in counters.json',
    ],
    [
      'a shift that ends before it begins',
      'shifts.json',
      (shifts) => Object.assign(shifts[0] ?? {}, { ends: '07:00' }),
      'shifts.json [0].ends: must be later than starts',
    ],
    [
      'half a break',
      'shifts.json',
      (shifts) => Object.assign(shifts[0] ?? {}, { breakStarts: '10:00' }),
      'shifts.json [0].breakEnds: a break needs both breakStarts and breakEnds',
    ],
    [
      'a break outside its shift',
      'shifts.json',
      (shifts) => Object.assign(shifts[0] ?? {}, { breakStarts: '11:30', breakEnds: '12:30' }),
      'shifts.json [0].breakStarts: the break must lie inside the shift',
    ],
    [
      'a break that comes too late',
      'shifts.json',
      (shifts) => Object.assign(shifts[0] ?? {}, { starts: '05:55' }),
      'shifts.json [0].breakStarts: a break is due after six hours of work at the latest',
    ],
    [
      'a day that is longer than the city allows',
      'shifts.json',
      (shifts) =>
        Object.assign(shifts[0] ?? {}, {
          starts: '00:00',
          ends: '11:05',
          breakStarts: '06:00',
          breakEnds: '07:00',
        }),
      'shifts.json [0].ends: the day is longer than longestDayMinutes in authority.json allows',
    ],
    [
      'a shift that says twice whom it is for',
      'shifts.json',
      (shifts) => Object.assign(shifts[0] ?? {}, { mode: 'appointment', bookable: true }),
      'shifts.json [0].bookable: mode says it already',
    ],
    [
      'shifts of one counter that overlap',
      'shifts.json',
      (shifts) => Object.assign(shifts[1] ?? {}, { starts: '11:00' }),
      'shifts.json [1]: overlaps 08:00 to 12:00 on the same weekday',
    ],
    [
      'a hold that is longer than its limit',
      'authority.json',
      (authority) => Object.assign(authority.settings ?? {}, { holdMinutes: 40 }),
      'authority.json settings.holdLimitMinutes: must be at least holdMinutes (40)',
    ],
    [
      'a window for releases that closes before it opens',
      'authority.json',
      (authority) =>
        Object.assign(authority.settings ?? {}, { releaseOpens: '09:00', releaseCloses: '07:00' }),
      'authority.json settings.releaseCloses: releaseOpens and releaseCloses are given together, the first before the second',
    ],
    [
      'a window for releases with one end',
      'authority.json',
      (authority) => Object.assign(authority.settings ?? {}, { releaseOpens: '09:00' }),
      'authority.json settings.releaseCloses: releaseOpens and releaseCloses are given together, the first before the second',
    ],
    [
      'weekly hours of a mobile site',
      'sites.json',
      (sites) => Object.assign(sites[0] ?? {}, { kind: 'mobile' }),
      'sites.json [0].hours: a mobile site has stops in stops.json, not weekly hours',
    ],
    [
      'a workplace of a team at a house',
      'counters.json',
      (counters) => Object.assign(counters[0] ?? {}, { team: 'bus' }),
      'counters.json [0].team: "rathaus" is no mobile site',
    ],
    [
      'somebody at an unknown site',
      'staff.json',
      (staff) => Object.assign(staff[0] ?? {}, { site: 'nowhere' }),
      'staff.json [0].site: there is no site in sites.json with the key "nowhere"',
    ],
    [
      'a login that stands twice',
      'staff.json',
      (staff) => Object.assign(staff[1] ?? {}, { login: 'schalter' }),
      'staff.json [1]: "schalter" stands twice, first at [0]',
    ],
  ])('%s is named', async (_, file, change, wanted) => {
    await edit(file, change)
    expect((await lines()).join('\n')).toContain(wanted)
  })

  test('wrong places are named also while another file is broken', async () => {
    await writeFile(join(folder(), 'closures.json'), '{}')
    await edit('counters.json', (counters) => counters[0]?.skills?.push('flying' as never))
    const found = await lines()
    expect(found).toContain('closures.json: must be a list')
    expect(found.join()).toContain('flying')
  })
})
