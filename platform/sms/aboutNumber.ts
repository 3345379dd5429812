/** Codes of a gateway that speak of the number: it takes no SMS, today or tomorrow (docs/sms-gateway.md). */
export const ABOUT_NUMBER: readonly string[] = ['bad_number', 'unknown_number', 'blocked_number']
