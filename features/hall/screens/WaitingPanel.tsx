import { useState } from 'react'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Confirm } from '#ui/console/DialogBox.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { DeskDialog } from './DeskDialog.tsx'
import { DeskFailure } from './DeskFailure.tsx'
import { DeskVisit } from './DeskVisit.tsx'
import { ExchangeDialog } from './ExchangeDialog.tsx'
import { SplitDialog } from './SplitDialog.tsx'
import { type HallNow, hallTexts, type VisitNow } from './texts.ts'
import { type DeskDone, useDesk } from './useDesk.ts'
import { WaitingList } from './WaitingList.tsx'

/** What is open of which person. */
type Opened = {
  readonly visit: VisitNow
  readonly panel: 'all' | 'matters' | 'split' | 'print' | 'exchange' | 'leave'
}

/** Everybody who waits, in call order, and what the information desk can do with each. */
export function WaitingPanel({ hall, onDone }: { readonly hall: HallNow } & DeskDone) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const common = consoleTexts(language)
  const desk = useDesk(onDone)
  const [opened, setOpened] = useState<Opened>()
  const number = opened?.visit.ticketNumber ?? ''
  const close = () => setOpened(undefined)

  function open(visit: VisitNow, panel: Opened['panel']) {
    desk.forget()
    setOpened({ visit, panel })
  }

  async function gone() {
    if (opened && (await desk.left(opened.visit))) close()
  }

  return (
    <section className="console-panel" aria-labelledby="hall-waiting">
      <h2 className="console-panel__title" id="hall-waiting">
        {t('waiting.title', { count: hall.waiting.length })}
      </h2>
      {!['all', 'matters', 'exchange'].includes(opened?.panel ?? '') && <DeskFailure code={desk.failure} />}
      {hall.waiting.length === 0 ? (
        <p className="console-empty">{t('waiting.none')}</p>
      ) : (
        <WaitingList
          visits={hall.waiting}
          hall={hall}
          action={(visit) => (
            <ActionButton
              variant="tertiary"
              label={t('desk.changeNamed', { number: visit.ticketNumber ?? '' })}
              onPress={() => open(visit, 'all')}
            >
              {t('desk.change')}
            </ActionButton>
          )}
        />
      )}
      {opened?.panel === 'all' && (
        <DeskDialog
          visit={opened.visit}
          desk={desk}
          onOpen={(panel) => open(opened.visit, panel)}
          onClose={close}
        />
      )}
      {(opened?.panel === 'matters' || opened?.panel === 'print') && (
        <DeskVisit site={hall.site} visit={opened.visit} panel={opened.panel} desk={desk} onClose={close} />
      )}
      {opened?.panel === 'split' && <SplitDialog site={hall.site} visit={opened.visit} onClose={close} />}
      {opened?.panel === 'exchange' && <ExchangeDialog visit={opened.visit} desk={desk} onClose={close} />}
      <Confirm
        title={t('leave.question', { number })}
        text={t('leave.text')}
        yes={t('leave.yes')}
        no={common('cancel')}
        open={opened?.panel === 'leave'}
        busy={desk.busy}
        onYes={() => void gone()}
        onClose={close}
      />
    </section>
  )
}
