import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { StaffLanguage } from '#kernel/language.ts'
import type { Client, ClientCode } from '#platform/http/client.ts'
import type { ErrorCode } from '#platform/http/contract.ts'
import { Alert } from '#ui/Alert.tsx'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { failureText } from '#ui/console/failure.ts'
import { consoleTexts } from '#ui/console/texts.ts'
import { TextField } from '#ui/TextField.tsx'
import { signInRoute } from '../contract.ts'
import { staffTexts } from './texts.ts'

const FAILURES = {
  wrong_credentials: 'failure.wrong_credentials',
  too_many_attempts: 'failure.too_many_attempts',
} as const satisfies Readonly<Record<ErrorCode<typeof signInRoute>, string>>

type Missing = { readonly login: boolean; readonly password: boolean }

export type SignInProps = {
  readonly call: Client
  readonly language: StaffLanguage
  /** Who sat here until the session ended. */
  readonly login?: string
  readonly onSignedIn: (login: string) => void
}

/** The form of signing in. Nothing typed is lost when it fails. */
export function SignIn({ call, language, login, onSignedIn }: SignInProps) {
  const t = staffTexts(language)
  const form = useRef<HTMLFormElement>(null)
  const [busy, setBusy] = useState(false)
  const [missing, setMissing] = useState<Missing>()
  const [failure, setFailure] = useState<ErrorCode<typeof signInRoute> | ClientCode>()

  useEffect(() => {
    const wrong = missing?.login ? '#login' : missing?.password || failure ? '#password' : undefined
    if (wrong) form.current?.querySelector<HTMLInputElement>(wrong)?.focus()
  }, [missing, failure])

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (busy) return
    const typed = new FormData(event.currentTarget)
    const body = { login: String(typed.get('login')).trim(), password: String(typed.get('password')) }
    setFailure(undefined)
    setMissing({ login: body.login === '', password: body.password === '' })
    if (body.login === '' || body.password === '') return
    setBusy(true)
    const answer = await call(signInRoute, { body })
    setBusy(false)
    if (answer.ok) onSignedIn(body.login)
    else setFailure(answer.code)
  }

  return (
    <form className="console-form" ref={form} onSubmit={(event) => void submit(event)} noValidate>
      {failure && (
        <Alert
          kind="danger"
          title={failureText(failure, FAILURES, t, consoleTexts(language))}
          live="assertive"
        />
      )}
      <TextField
        name="login"
        label={t('signIn.login')}
        autoComplete="username"
        spellCheck={false}
        maxLength={100}
        autoFocus={login === undefined}
        value={login}
        error={missing?.login ? t('signIn.needLogin') : undefined}
      />
      <TextField
        name="password"
        type="password"
        label={t('signIn.password')}
        autoComplete="current-password"
        maxLength={256}
        autoFocus={login !== undefined}
        error={missing?.password ? t('signIn.needPassword') : undefined}
      />
      <ActionButton type="submit" variant="primary" busy={busy}>
        {t('signIn.submit')}
      </ActionButton>
      <p className="kern-hint">{t('signIn.forgotten')}</p>
    </form>
  )
}
