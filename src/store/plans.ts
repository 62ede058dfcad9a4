import type { Db } from './dialect.ts';
import type { Plans } from './store.ts';
import { json } from './text.ts';

export function makePlans(db: Db): Plans {
  const rows = () => db.selectFrom('suture.plans').select('content').orderBy('repository').orderBy('plan');
  return {
    async put(state) {
      const { repository, run, plan } = state;
      const set = { run, content: json(state) };
      await db
        .insertInto('suture.plans')
        .values({ repository, plan: plan.id, ...set })
        .onConflict((conflict) => conflict.columns(['repository', 'plan']).doUpdateSet(set))
        .execute();
    },
    async get(repository, plan) {
      const query = rows().where('repository', '=', repository).where('plan', '=', plan);
      return (await query.executeTakeFirst())?.content;
    },
    ofRun: async (run) => (await rows().where('run', '=', run).execute()).map((row) => row.content),
    list: async ({ repository }) =>
      (await rows().where('repository', '=', repository).execute()).map((row) => row.content),
  };
}
