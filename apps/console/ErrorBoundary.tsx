import { Component, type ReactNode } from 'react'
import type { StaffLanguage } from '#kernel/language.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { appTexts } from './texts.ts'

type Props = { readonly language: StaffLanguage; readonly children: ReactNode }

/** Stands where a screen has crashed. React asks for a class here. */
export class ErrorBoundary extends Component<Props, { readonly broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    if (!this.state.broken) return this.props.children
    const t = appTexts(this.props.language)
    return (
      <main className="console-main">
        <Alert kind="danger" title={t('broken.title')} level={1} live="assertive">
          <p className="kern-body">{t('broken.text')}</p>
          <ActionButton variant="primary" onPress={() => location.reload()}>
            {t('broken.reload')}
          </ActionButton>
        </Alert>
      </main>
    )
  }
}
