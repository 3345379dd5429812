import { type FormEvent, useState } from 'react'
import { parseInstant } from '#kernel/instant.ts'
import { LANGUAGES } from '#kernel/language.ts'
import { dayOf, timeOf } from '#kernel/wallTime.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { readTime } from '#platform/time/readTime.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { ClockInput } from '#ui/console/ClockInput.tsx'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { changeNoticeRoute, writeNoticeRoute } from '../contract.ts'
import { LONGEST_NOTICE } from '../model.ts'
import { WRITE_FAILURES } from './failures.ts'
import { NoticePreview } from './NoticePreview.tsx'
import { type ListedNotice, noticeTexts } from './texts.ts'

type Failure = ErrorCode<typeof changeNoticeRoute> | ClientCode

const EMPTY = { de: '', 'de-simple': '', en: '' }
const ALL = 'all'

/** Writes a notice, or changes one. What was typed stays until it has worked. */
export function NoticeForm(props: {
  /** The site of somebody who writes for it only; null for those who write for all. */
  readonly site: string | null
  readonly notice: ListedNotice | undefined
  readonly onDone: () => void
  readonly onClose: () => void
}) {
  const { notice } = props
  const { language, directory, announce } = useConsole()
  const t = noticeTexts(language)
  const write = useCommand(writeNoticeRoute)
  const change = useCommand(changeNoticeRoute)
  const zone = zoneOf(directory, notice?.site ?? props.site ?? '')
  const begun = (iso: string | undefined) => (iso === undefined ? undefined : parseInstant(iso))
  const [from, until] = [begun(notice?.from), begun(notice?.until)]
  const [site, setSite] = useState(notice ? (notice.site ?? ALL) : (props.site ?? ALL))
  const [texts, setTexts] = useState(notice?.texts ?? EMPTY)
  const [fromDay, setFromDay] = useState<string>(from === undefined ? '' : dayOf(from, zone))
  const [fromTime, setFromTime] = useState<string>(from === undefined ? '' : timeOf(from, zone))
  const [untilDay, setUntilDay] = useState<string>(until === undefined ? '' : dayOf(until, zone))
  const [untilTime, setUntilTime] = useState<string>(until === undefined ? '' : timeOf(until, zone))
  const [failure, setFailure] = useState<Failure>()

  function body() {
    const [starts, ends] = [readTime(fromTime || '00:00'), readTime(untilTime || '23:59')]
    if (!fromDay || !untilDay || !starts || !ends) return undefined
    const target = site === ALL ? null : site
    return { site: target, texts, from: `${fromDay}T${starts}`, until: `${untilDay}T${ends}` }
  }

  async function send(event: FormEvent) {
    event.preventDefault()
    const written = body()
    if (!written) return setFailure('wrong_time')
    const answer = notice
      ? await change.press({ params: { notice: notice.notice }, body: written })
      : await write.press({ body: written })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (!answer.ok) return
    announce(t('done'))
    if (!notice) setTexts(EMPTY)
    props.onDone()
  }

  return (
    <section className="console-panel" aria-labelledby="write">
      <h2 className="console-panel__title" id="write">
        {t(notice ? 'form.change' : 'form.new')}
      </h2>
      <form className="console-form" onSubmit={(event) => void send(event)}>
        {failure && (
          <Alert
            kind="danger"
            title={failureText(failure, WRITE_FAILURES, t, consoleTexts(language))}
            live="assertive"
          />
        )}
        {LANGUAGES.map((each) => (
          <TextInput
            key={each}
            label={t(`text.${each}`)}
            {...(each === 'de' ? {} : { hint: t('text.same') })}
            value={texts[each]}
            maxLength={LONGEST_NOTICE}
            onChange={(text) => setTexts({ ...texts, [each]: text })}
          />
        ))}
        {props.site === null && (
          <Picker
            label={t('site')}
            options={[
              { value: ALL, text: t('allSites') },
              ...directory.sites.map((each) => ({ value: each.key, text: each.name })),
            ]}
            value={site}
            onChange={setSite}
          />
        )}
        <ClockInput label={t('from.day')} type="date" value={fromDay} onChange={setFromDay} />
        <ClockInput label={t('from.time')} type="time" value={fromTime} onChange={setFromTime} />
        <ClockInput label={t('until.day')} type="date" value={untilDay} onChange={setUntilDay} />
        <ClockInput label={t('until.time')} type="time" value={untilTime} onChange={setUntilTime} />
        <NoticePreview texts={texts} />
        <div className="console-toolbar">
          <ActionButton type="submit" variant="primary" busy={write.busy || change.busy}>
            {t('save')}
          </ActionButton>
          {notice && <ActionButton onPress={props.onClose}>{t('back')}</ActionButton>}
        </div>
      </form>
    </section>
  )
}
