import type { Contact } from '#features/visit/model.ts'

/**
 * By what a person is recognised however they write their contact: the address in small letters without what stands
 * behind a plus and without dots before the @, else the telephone number in international digits. Undefined for none.
 */
export function personKey({ email, phone }: Pick<Contact, 'email' | 'phone'>): string | undefined {
  if (email !== null) {
    const [local = '', domain = ''] = email.toLowerCase().split('@')
    return `${local.replace(/\+.*$/, '').replaceAll('.', '')}@${domain}`
  }
  if (phone === null) return undefined
  const digits = phone.replaceAll(/[^0-9+]/g, '')
  return digits.replace(/^\+/, '00').replace(/^0(?!0)/, '0049')
}
