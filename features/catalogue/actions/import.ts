import { siteIdsByKey } from '#features/authority/actions/import.ts'
import { CONTACT_DAYS, VISIT_KINDS } from '#features/visit/model.ts'
import type { Id } from '#kernel/id.ts'
import { localDate } from '#kernel/instant.ts'
import { impossible } from '#kernel/result.ts'
import type { Changes } from '#platform/db/merge.ts'
import type { Tx } from '#platform/db/transaction.ts'
import { type OffersFile, papersIn, questionsIn, type ServicesFile } from '../contract.ts'
import { PAPER_DAYS } from '../model.ts'
import {
  mergeServices,
  readServiceRows,
  replaceApart,
  replaceFees,
  replaceOffers,
  replacePapers,
} from '../store/import.ts'

// What is handed in here has passed the schemas of contract.ts and the rules of contract/import.ts.

/** What happened to services, and whether any papers, fees or pairs that keep apart changed. */
export type ServicesImported = {
  readonly services: Changes
  readonly papers: boolean
  readonly fees: boolean
  readonly combinations: boolean
}

/** Makes the catalogue that of the file; services for which somebody came before become inactive. */
export async function importServices(tx: Tx, services: ServicesFile): Promise<ServicesImported> {
  const changes = await mergeServices(
    tx,
    services.map((service) => ({
      key: service.key,
      leika_key: service.leikaKey,
      ticket_prefix: service.ticketPrefix,
      minutes: service.minutes,
      minutes_per_further_person: service.minutesPerFurtherPerson,
      people_limit: service.peopleLimit,
      rank: service.rank,
      online_url: service.online?.url ?? null,
      deadline_days: service.deadline?.days ?? null,
      deadline_texts: service.deadline?.texts ?? null,
      family: service.family ?? null,
      scarce: service.scarce ?? false,
      stands_alone: service.standsAlone ?? false,
      shared_step: service.sharedStep?.key ?? null,
      shared_minutes: service.sharedStep?.minutes ?? null,
      quick: service.quick ?? null,
      takes_papers: service.takesPapers ?? false,
      paper_days: service.paperDays ?? PAPER_DAYS,
      contact_days: service.contactDays ?? CONTACT_DAYS,
      // These two in one order, so that the same file twice changes nothing.
      kinds: VISIT_KINDS.filter((kind) => service.kinds?.includes(kind) ?? kind === 'on_site'),
      reminder_channels: service.reminderChannels ? [...service.reminderChannels] : null,
      reminder_hours: service.reminderHours?.toSorted((one, other) => other - one) ?? null,
      texts: service.texts,
      synonyms: service.synonyms,
      questions: questionsIn(service),
      settled_by_papers: service.settledByPapers ?? false,
      active: true,
    })),
  )
  const ids = await serviceIdsByKey(tx)
  const idOf = (key: string) => ids.get(key) ?? impossible('the service was imported before')
  const papers = await replacePapers(
    tx,
    services.flatMap((service) =>
      papersIn(service).map(({ when, onlyIf, choice, form, ...texts }, position) => ({
        service_id: idOf(service.key),
        position,
        texts,
        needed_when: when,
        only_if: onlyIf,
        choice,
        form: form ?? null,
      })),
    ),
  )
  const fees = await replaceFees(
    tx,
    services.flatMap((service) =>
      service.fees.map((fee) => ({
        service_id: idOf(service.key),
        key: fee.key,
        valid_from: localDate(fee.validFrom),
        valid_until: fee.validUntil === null ? null : localDate(fee.validUntil),
        cents: fee.cents,
        texts: fee.texts,
      })),
    ),
  )
  const combinations = await replaceApart(tx, pairsApart(services, idOf))
  return { services: changes, papers, fees, combinations }
}

/** Each two services that keep apart once, however often the file names them. */
function pairsApart(services: ServicesFile, idOf: (key: string) => Id<'service'>) {
  const pairs = services.flatMap(({ key, notWith = [] }) =>
    notWith.map((named) => {
      const [one, other] = [idOf(key), idOf(named)]
      return one < other ? { one_id: one, other_id: other } : { one_id: other, other_id: one }
    }),
  )
  return [...new Map(pairs.map((pair) => [`${pair.one_id} ${pair.other_id}`, pair])).values()]
}

/** Makes what is offered where that of the file; whether anything changed. */
export async function importOffers(tx: Tx, offers: OffersFile): Promise<boolean> {
  const sites = await siteIdsByKey(tx)
  const services = await serviceIdsByKey(tx)
  return replaceOffers(
    tx,
    offers.map(({ site, service, mode }) => ({
      site_id: sites.get(site) ?? impossible('the site was imported before'),
      service_id: services.get(service) ?? impossible('the service was imported before'),
      mode,
    })),
  )
}

/** The ids of all services, also inactive ones, by key. */
export async function serviceIdsByKey(tx: Tx): Promise<ReadonlyMap<string, Id<'service'>>> {
  return new Map((await readServiceRows(tx)).map((service) => [service.key, service.id]))
}
