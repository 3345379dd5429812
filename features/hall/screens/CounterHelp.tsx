import { PARKED_FOR } from '#features/visit/model.ts'
import { ActionButton, KeyCap } from '#ui/console/ActionButton.tsx'
import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { EACH_KEY } from './CounterOutcome.tsx'
import { ALL_COUNTER_KEYS, CLOSE_KEY, OPEN_KEY, OUTCOMES, PAPERS_KEY, UNDO_KEY } from './counterKeys.ts'
import { hallTexts } from './texts.ts'

export type CounterHelpProps = {
  readonly open: boolean
  readonly onClose: () => void
  readonly keysWanted: boolean
  readonly onKeysWanted: (wanted: boolean) => void
}

/** Which key does what, and the switch that turns them off. */
export function CounterHelp({ open, onClose, keysWanted, onKeysWanted }: CounterHelpProps) {
  const { language } = useConsole()
  const t = hallTexts(language)
  const rows = [
    ...ALL_COUNTER_KEYS.map(({ action, key }) => ({ key, text: t(`action.${action}`) })),
    ...OUTCOMES.map((outcome, position) => ({
      key: `F ${position + 1}`,
      text: `${t('action.finish')}: ${t(`outcome.${outcome}`)}`,
    })),
    { key: `F ${EACH_KEY}`, text: `${t('action.finish')}: ${t('outcome.each')}` },
    ...PARKED_FOR.map((reason, position) => ({
      key: `B ${position + 1}`,
      text: `${t('action.park')}: ${t(`parked.${reason}`)}`,
    })),
    { key: PAPERS_KEY, text: t('keys.papers') },
    { key: UNDO_KEY, text: t('keys.undo') },
    { key: CLOSE_KEY, text: t('counter.close') },
    { key: OPEN_KEY, text: t('keys.open') },
    { key: '1-9', text: t('keys.openNth') },
    { key: '?', text: t('keys.title') },
  ]
  return (
    <DialogBox title={t('keys.title')} open={open} onClose={onClose}>
      <dl className="counter-keys">
        {rows.map(({ key, text }) => (
          <div key={key}>
            <dt>
              {key.split(' ').map((cap) => (
                <KeyCap key={cap} name={cap} />
              ))}
              <span className="kern-sr-only">{key}</span>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <CheckBox checked={keysWanted} onChange={onKeysWanted}>
        {t('keys.wanted')}
      </CheckBox>
      <ActionButton variant="primary" onPress={onClose}>
        {consoleTexts(language)('close')}
      </ActionButton>
    </DialogBox>
  )
}
