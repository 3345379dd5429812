import { VISIT_KINDS, type VisitKind } from '#features/visit/model.ts'
import type { LocalDate } from '#kernel/instant.ts'
import type { HeldContact } from '../actions.ts'
import { readDate } from '../model/waitlistDate.ts'
import { cleanName, NAME_LIMIT, readEmail, readPhone } from '../model.ts'
import type { ContactProblems, TypedContact } from './ContactPage.tsx'

/** What a form says of a contact; undefined where it has no such fields. */
export function typedIn(form: URLSearchParams): TypedContact | undefined {
  const [name, email, kind, phone, birth] = ['name', 'email', 'kind', 'phone', 'birth'].map(
    (field) => form.get(field) ?? undefined,
  )
  if (name === undefined || email === undefined) return undefined
  return {
    name,
    email,
    ...(kind === undefined ? {} : { kind }),
    ...(phone === undefined ? {} : { phone }),
    ...(birth === undefined ? {} : { birth }),
  }
}

/** A contact that is whole, or what is wrong with it. */
export function checkContact(typed: TypedContact): { contact: HeldContact } | { problems: ContactProblems } {
  const name = cleanName(typed.name)
  const email = readEmail(typed.email)
  const kind = kindIn(typed)
  // Asked for only where somebody shall be called.
  const phone = kind === 'telephone' ? readPhone(typed.phone ?? '') : null
  const problems: ContactProblems = {
    ...(name === '' ? { name: 'nameMissing' } : name.length > NAME_LIMIT ? { name: 'nameLong' } : {}),
    ...(email !== undefined ? {} : { email: typed.email.trim() === '' ? 'emailMissing' : 'emailWrong' }),
    ...(phone !== undefined ? {} : { phone: typed.phone?.trim() ? 'phoneWrong' : 'phoneMissing' }),
  }
  if (email === undefined || phone === undefined || problems.name) return { problems }
  return { contact: { name, email, phone, kind } }
}

/** The birth date of a form for a scarce service, or what is wrong with it. */
export function checkBirth({ birth = '' }: TypedContact, today: LocalDate): LocalDate | undefined {
  const date = readDate(birth)
  return date && date >= '1900-01-01' && date <= today ? date : undefined
}

/** As much of a contact as can be kept while another time is looked for; undefined for nothing. */
export function keepable(typed: TypedContact): HeldContact | undefined {
  const name = cleanName(typed.name).slice(0, NAME_LIMIT)
  if (name === '') return undefined
  const kind = kindIn(typed)
  const phone = kind === 'telephone' ? (readPhone(typed.phone ?? '') ?? null) : null
  return { name, email: readEmail(typed.email) ?? null, phone, kind }
}

function kindIn({ kind }: TypedContact): VisitKind {
  return VISIT_KINDS.find((each) => each === kind) ?? 'on_site'
}
