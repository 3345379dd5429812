import { useState } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { commonFailureText } from '#ui/console/failure.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { Loading, ReadProblem } from '#ui/console/ReadState.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { useLeaveWarning } from '#ui/console/unsaved.ts'
import { useRead } from '#ui/console/useRead.ts'
import { templateRoute, templatesRoute } from '../contract.ts'
import { TEMPLATE_KINDS, type TemplateKind } from '../model/template.ts'
import { Senders } from './Senders.tsx'
import { TemplateForm } from './TemplateForm.tsx'
import { TemplateHistory } from './TemplateHistory.tsx'
import { messageTexts } from './texts.ts'
import { unsaved } from './unsaved.ts'

/** The words of mails, for administrators: what holds, how a change would look, a test, and every version; and who sends them. */
export function Templates() {
  const { language } = useConsole()
  const t = messageTexts(language)
  const read = useRead(templatesRoute, {})
  const [kind, setKind] = useState<TemplateKind>('booked')
  useLeaveWarning(unsaved)
  const own = new Set(read.data?.kinds.flatMap((each) => (each.changedAt === null ? [] : [each.kind])))
  return (
    <Screen title={t('title')}>
      <p className="kern-body">{t('intro')}</p>
      <div className="plan-site">
        <Picker
          label={t('kind')}
          options={TEMPLATE_KINDS.map((each) => ({
            value: each,
            text: [
              t(`kind.${each}`),
              ...(own.has(each) ? [t('kind.own')] : []),
              ...(unsaved.of(each) ? [t('kind.unsaved')] : []),
            ].join(' · '),
          }))}
          value={kind}
          onChange={(value) => setKind(TEMPLATE_KINDS.find((each) => each === value) ?? kind)}
        />
      </div>
      <OneKind key={kind} kind={kind} onChanged={() => void read.refetch()} />
      <Senders />
    </Screen>
  )
}

function OneKind(props: { readonly kind: TemplateKind; readonly onChanged: () => void }) {
  const { kind } = props
  const { language } = useConsole()
  const read = useRead(templateRoute, { params: { kind } })
  const [changes, setChanges] = useState(0)
  const { data, error } = read

  async function changed(saved: boolean) {
    if (saved) unsaved.keep(kind, undefined)
    await read.refetch()
    if (saved) setChanges((before) => before + 1)
    props.onChanged()
  }

  if (!data && error)
    return (
      <ReadProblem
        text={commonFailureText(error.code, consoleTexts(language))}
        onRetry={() => void read.refetch()}
      />
    )
  if (!data) return <Loading />
  return (
    <>
      <TemplateForm key={changes} kind={kind} template={data} onChanged={(saved) => void changed(saved)} />
      <TemplateHistory kind={kind} template={data} onChanged={(saved) => void changed(saved)} />
    </>
  )
}
