import { useState } from 'react'
import { LANGUAGES, type Language } from '#kernel/language.ts'
import type { ClientCode } from '#platform/http/client.ts'
import type { ErrorCode, Output } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import type { ChosenMatter } from '#ui/console/chosenMatters.ts'
import { useConsole } from '#ui/console/context.ts'
import { failureText } from '#ui/console/failure.ts'
import { MatterPicker } from '#ui/console/MatterPicker.tsx'
import { Picker } from '#ui/console/Picker.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useCommand } from '#ui/console/useCommand.ts'
import { drawTicketRoute } from '../contract.ts'
import { TICKET_FAILURES } from './failures.ts'
import { TicketSlip } from './TicketSlip.tsx'
import { hallTexts } from './texts.ts'

type Drawn = Output<typeof drawTicketRoute> & { readonly language: Language }

/** Draws a ticket for somebody who came without appointment. */
export function TicketPanel({ site }: { readonly site: string }) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const common = consoleTexts(language)
  const draw = useCommand(drawTicketRoute)
  const [matters, setMatters] = useState<readonly ChosenMatter[]>([])
  const [spoken, setSpoken] = useState<Language>('de')
  const [failure, setFailure] = useState<ErrorCode<typeof drawTicketRoute> | ClientCode>()
  const [drawn, setDrawn] = useState<Drawn>()

  async function press() {
    if (matters.length === 0) return setFailure('no_matter')
    const answer = await draw.press({ params: { site }, body: { matters: [...matters], language: spoken } })
    if (!answer) return
    setFailure(answer.ok ? undefined : answer.code)
    if (answer.ok) setDrawn({ ...answer.value, language: spoken })
  }

  function done() {
    setDrawn(undefined)
    setMatters([])
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
      <Picker
        label={t('ticket.language')}
        value={spoken}
        onChange={(value) => setSpoken(LANGUAGES.find((one) => one === value) ?? 'de')}
        options={LANGUAGES.map((one) => ({ value: one, text: common(`language.${one}`) }))}
      />
      {failure && (
        <Alert kind="danger" title={failureText(failure, TICKET_FAILURES, t, common)} live="assertive" />
      )}
      <ActionButton variant="primary" busy={draw.busy} onPress={() => void press()}>
        {t('ticket.draw')}
      </ActionButton>
      {drawn && <TicketSlip site={site} drawn={drawn} onClose={done} />}
    </section>
  )
}
