/**
 * Fills the database from which every test database is copied. Runs once per test run, as the owner. No connection
 * may stay open afterwards: PostgreSQL copies only a database that nobody uses.
 */
export async function prepareTemplate(_ownerUrl: string): Promise<void> {}
