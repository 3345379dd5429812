import { Alert } from '../Alert.tsx'
import { ActionButton } from './ActionButton.tsx'
import { useConsole } from './context.ts'
import { consoleTexts } from './texts.ts'

/** Stands where an answer is not there yet, as high as a few lines, so that nothing jumps much. */
export function Loading() {
  const { language } = useConsole()
  return <p className="console-loading">{consoleTexts(language)('loading')}</p>
}

/** Says why an answer could not be read, and offers to read again. */
export function ReadProblem({ text, onRetry }: { readonly text: string; readonly onRetry: () => void }) {
  const { language } = useConsole()
  return (
    <Alert kind="danger" title={text} live="assertive">
      <ActionButton onPress={onRetry}>{consoleTexts(language)('retry')}</ActionButton>
    </Alert>
  )
}
