import { useState } from 'react'
import type { Need } from '#features/visit/model.ts'
import { LANGUAGES, type Language } from '#kernel/language.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import type { ChosenMatter } from '#ui/console/chosenMatters.ts'
import { useConsole } from '#ui/console/context.ts'
import { zoneOf } from '#ui/console/directory.ts'
import { failureText } from '#ui/console/failure.ts'
import { MatterPicker } from '#ui/console/MatterPicker.tsx'
import { Picker } from '#ui/console/Picker.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { useRead } from '#ui/console/useRead.ts'
import { Details } from '#ui/Details.tsx'
import { drawTicketRoute, outlookRoute } from '../contract.ts'
import { CHOICE_REASONS, type ChoiceReason } from '../model/reasons.ts'
import { TICKET_FAILURES } from './failures.ts'
import { NeedBoxes } from './NeedBoxes.tsx'
import { TicketSlip } from './TicketSlip.tsx'
import { hallTexts } from './texts.ts'
import { toldSentence } from './toldWords.ts'

type Drawn = Output<typeof drawTicketRoute> & { readonly language: Language }

/** Draws a ticket for somebody who came without appointment: what for, how things stand, and what they need. */
export function TicketPanel({ site }: { readonly site: string }) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const common = consoleTexts(language)
  const draw = useCommand(drawTicketRoute)
  const [matters, setMatters] = useState<readonly ChosenMatter[]>([])
  const [needs, setNeeds] = useState<readonly Need[]>([])
  const [spoken, setSpoken] = useState<Language>('de')
  const [failure, setFailure] = useState<ErrorCode<typeof drawTicketRoute> | ClientCode>()
  const [drawn, setDrawn] = useState<Drawn>()
  const [despite, setDespite] = useState<ChoiceReason>()
  const services = matters.map(({ service }) => service).join()
  const outlook = useRead(
    outlookRoute,
    { params: { site }, query: { services } },
    { every: LOOK_EVERY, when: services !== '' },
  )
  const stopped = services === '' ? null : (outlook.data?.stopped ?? null)

  async function press() {
    if (matters.length === 0) return setFailure('no_matter')
    const body = {
      matters: [...matters],
      language: spoken,
      needs: [...needs],
      ...(despite ? { despite } : {}),
    }
    const answer = await draw.press({ params: { site }, body })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) setDrawn({ ...answer.value, language: spoken })
  }

  function done() {
    setDrawn(undefined)
    setDespite(undefined)
    setMatters([])
    setNeeds([])
    setSpoken('de')
  }

  return (
    <section className="console-panel console-form" aria-labelledby="hall-ticket">
      <h2 className="console-panel__title" id="hall-ticket">
        {t('ticket.title')}
      </h2>
      <MatterPicker
        services={directory.services.filter(({ walkInAt }) => walkInAt.includes(site))}
        chosen={matters}
        onChange={setMatters}
      />
      <HowThingsStand site={site} data={services === '' ? undefined : outlook.data} />
      {(stopped !== null || failure === 'not_accepted') && (
        <Despite stopped={stopped} reason={despite} onChange={setDespite} />
      )}
      <Picker
        label={t('ticket.language')}
        value={spoken}
        onChange={(value) => setSpoken(LANGUAGES.find((one) => one === value) ?? 'de')}
        options={LANGUAGES.map((one) => ({ value: one, text: common(`language.${one}`) }))}
      />
      <Details key={drawn ? 'drawn' : 'new'} title={t('need.title')}>
        <p className="kern-hint">{t('desk.needsHint')}</p>
        <NeedBoxes needs={needs} onChange={setNeeds} />
      </Details>
      {failure && (
        <Alert kind="danger" title={failureText(failure, TICKET_FAILURES, t, common)} live="assertive" />
      )}
      <ActionButton variant="primary" busy={draw.busy} onPress={() => void press()}>
        {t(despite ? 'ticket.drawDespite' : 'ticket.draw')}
      </ActionButton>
      {drawn && <TicketSlip site={site} drawn={drawn} onClose={done} />}
    </section>
  )
}

/** The outlook is read again so often while somebody decides (milliseconds). */
const LOOK_EVERY = 10_000

type StandProps = {
  readonly site: string
  readonly data: Output<typeof outlookRoute> | undefined
}

/** What the kiosk says before a number is drawn: how many are before, who is being served, and the probable time. */
function HowThingsStand({ site, data }: StandProps) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  return (
    <p className="console-line" role="status">
      {data && (
        <>
          <strong>{t('ticket.before', { count: data.before })}</strong>{' '}
          {t('ticket.served', { count: data.served.length, numbers: data.served.join(', ') })}{' '}
          {toldSentence(data.told, zoneOf(directory, site), language, t)}
        </>
      )}
    </p>
  )
}

type DespiteProps = {
  readonly stopped: Output<typeof outlookRoute>['stopped']
  readonly reason: ChoiceReason | undefined
  readonly onChange: (reason: ChoiceReason | undefined) => void
}

/** The kiosk would draw no number: why, and the reason for which a colleague draws one all the same. */
function Despite({ stopped, reason, onChange }: DespiteProps) {
  const t = hallTexts(useConsole().language)
  return (
    <>
      {stopped !== null && <Alert kind="warning" title={t(`ticket.stopped.${stopped}`)} live="polite" />}
      <Picker
        label={t('ticket.despite')}
        placeholder={t('choose.pick')}
        value={reason}
        onChange={(value) => onChange(CHOICE_REASONS.find((one) => one === value))}
        options={CHOICE_REASONS.map((one) => ({ value: one, text: t(`reason.${one}`) }))}
      />
      <p className="kern-hint">{t('ticket.despiteHint')}</p>
    </>
  )
}
