import { refuse } from '../errors.ts';
import { routes } from '../operation.ts';
import { epoch } from '../shapes/dialect.ts';
import { slugOf, userShape } from '../shapes/user.ts';

/** The server's version, which anybody may ask, and people by their slug. There is no "current user". */
export const userRoutes = [
  ...routes({
    method: 'GET',
    pattern: '/application-properties',
    needs: 'ANYONE',
    handle: ({ profile }) => {
      const { version, buildNumber, buildDate } = builds[profile === '10.3' ? '10.3' : '9.4'];
      return { status: 200, body: { version, buildNumber, buildDate, displayName: 'Bitbucket' } };
    },
  }),
  ...routes({
    method: 'GET',
    pattern: '/users/{userSlug}',
    needs: 'LICENSED',
    handle(call) {
      const { userSlug = '' } = call.params;
      const user = call.world.users.find(
        (each) => each.edition === 'data-center' && slugOf(each) === userSlug.toLowerCase(),
      );
      if (!user) throw refuse(404, 'NoSuchUserException', `No user exists with the slug ${userSlug}.`);
      return { status: 200, body: userShape(user, epoch(call.baseUrl)) };
    },
  }),
];

const builds = {
  '9.4': { version: '9.4.0', buildNumber: '9004000', buildDate: '1731456000000' },
  '10.3': { version: '10.3.0', buildNumber: '10003000', buildDate: '1775000000000' },
};
