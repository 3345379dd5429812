import { siteNameOn } from '#features/authority/actions.ts'
import { siteOn } from '#features/authority/model/relocation.ts'
import { formatShortDay, kilometres } from '#platform/time/format.ts'

import { keepLanguage } from '#ui/address.ts'
import { Form } from '#ui/Form.tsx'
import { Link } from '#ui/Link.tsx'
import { RowList } from '#ui/RowList.tsx'
import { Section } from '#ui/Section.tsx'
import { Text } from '#ui/Text.tsx'
import { TimeButton } from '#ui/TimeTiles.tsx'
import { earliestFirst } from '../model/siteOrder.ts'
import { keptOf } from './address.ts'
import { texts } from './texts.ts'
import { choiceOf, clockOf, proofFor } from './tiles.ts'
import type { TimesPageProps } from './timesView.ts'

/** One row for each site, the one that is free first at the top, of several the nearest; a press takes the time. */
export function EarliestTimes(props: TimesPageProps) {
  const { frame, use, answer, filter } = props
  const { language } = frame
  const t = texts(language)
  const keep = keepLanguage(frame.address)
  const sites = earliestFirst(answer.sites, ({ earliest, km }) => ({
    startsAt: earliest?.startsAt ?? null,
    km,
  }))
  return (
    <Section title={t('times.sites')}>
      <Text>{t('times.sitesHint')}</Text>
      <Form action={keep(use.action)} hidden={use.hidden} proof={proofFor(props)}>
        <RowList
          rows={sites.map(({ site: today, earliest, km }) => {
            const site = earliest ? siteOn(today, earliest.day) : today
            return {
              key: site.key,
              title: (
                <Link href={keep(use.addressOf({ ...keptOf(filter), site: site.key }))}>
                  {earliest ? siteNameOn(today, earliest.day, language) : site.texts.name[language]}
                </Link>
              ),
              detail: (
                <>
                  {km === null
                    ? `${site.street}, ${site.district}`
                    : `${site.street}, ${site.district} · ${t('times.away', { km: kilometres(km, language) })}`}
                  <ClosedDay {...props} site={site.key} />
                </>
              ),
              aside: earliest ? (
                <TimeButton
                  name="time"
                  tile={{
                    value: choiceOf(site.key, earliest),
                    time: `${formatShortDay(earliest.day, language)}, ${clockOf(earliest, site, language)}`,
                    spoken: site.texts.name[language],
                  }}
                />
              ) : (
                t('times.full', { day: formatShortDay(answer.window.horizon, language) })
              ),
            }
          })}
        />
      </Form>
    </Section>
  )
}

/** That a closure keeps this site shut on the day that was asked for, or today. */
function ClosedDay({ frame: { language }, closed, site }: TimesPageProps & { readonly site: string }) {
  const found = closed.get(site)
  if (!found) return null
  const words = { day: formatShortDay(found.day, language), reason: found.reason[language] }
  return <div>{texts(language)('times.closed', words)}</div>
}
