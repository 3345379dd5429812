import type { Contact } from '#features/visit/model.ts'
import { cleanName, NAME_LIMIT, readEmail } from '../model.ts'
import type { ContactProblems, TypedContact } from './ContactPage.tsx'

/** What a form says of a contact; undefined where it has no such fields. */
export function typedIn(form: URLSearchParams): TypedContact | undefined {
  const [name, email] = [form.get('name'), form.get('email')]
  return name === null || email === null ? undefined : { name, email }
}

/** A contact that is whole, or what is wrong with it. */
export function checkContact(typed: TypedContact): { contact: Contact } | { problems: ContactProblems } {
  const name = cleanName(typed.name)
  const email = readEmail(typed.email)
  const problems: ContactProblems = {
    ...(name === '' ? { name: 'nameMissing' } : name.length > NAME_LIMIT ? { name: 'nameLong' } : {}),
    ...(email !== undefined ? {} : { email: typed.email.trim() === '' ? 'emailMissing' : 'emailWrong' }),
  }
  if (email === undefined || problems.name || problems.email) return { problems }
  return { contact: { name, email, phone: null } }
}

/** As much of a contact as can be kept while another time is looked for; undefined for nothing. */
export function keepable(typed: TypedContact): Contact | undefined {
  const name = cleanName(typed.name).slice(0, NAME_LIMIT)
  return name === '' ? undefined : { name, email: readEmail(typed.email) ?? null, phone: null }
}
