import type { Call } from '../../http.ts';
import { readJson, text } from '../../rest/body.ts';
import { Refusal } from '../../rest/refusal.ts';
import type { PullComment } from '../../world.ts';
import { actorOf, pullOf } from '../access.ts';
import { badRequest, failure } from '../errors.ts';
import { route } from '../operation.ts';
import { page } from '../paging.ts';
import { scopes } from '../permissions.ts';
import { commentShape } from '../shapes/comment.ts';

const root = '/repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments';
const one = `${root}/{comment_id}`;
/** Writing needs no more than reading here (Atlassian's description). */
const common = { needs: scopes.pullRead, anonymous: 'repository' } as const;

/** Comments on pull requests, oldest first; deleted ones stay listed. */
export const commentRoutes = [
  route({
    method: 'GET',
    pattern: root,
    ...common,
    handle(call) {
      const comments = call.world.comments(pullOf(call));
      return { status: 200, body: page(call, comments, (comment) => commentShape(comment, call.baseUrl)) };
    },
  }),
  route({
    method: 'POST',
    pattern: root,
    ...common,
    handle(call) {
      const comment = call.world.addComment(pullOf(call), actorOf(call), rawOf(call));
      return {
        status: 201,
        headers: { location: linkOf(comment, call) },
        body: commentShape(comment, call.baseUrl),
      };
    },
  }),
  route({
    method: 'GET',
    pattern: one,
    ...common,
    handle: (call) => ({ status: 200, body: commentShape(commentOf(call), call.baseUrl) }),
  }),
  route({
    method: 'PUT',
    pattern: one,
    ...common,
    handle(call) {
      const comment = own(call, commentOf(call));
      return { status: 200, body: commentShape(call.world.editComment(comment, rawOf(call)), call.baseUrl) };
    },
  }),
  route({
    method: 'DELETE',
    pattern: one,
    ...common,
    handle(call) {
      call.world.deleteComment(own(call, commentOf(call)));
      return { status: 204 };
    },
  }),
];

function rawOf(call: Call): string {
  const body = readJson(call.body);
  // Bitbucket takes `pending` on creation alone.
  if (call.method === 'PUT' && typeof body === 'object' && body !== null && 'pending' in body) {
    throw badRequest('pending: extra keys not allowed', { pending: ['extra keys not allowed'] });
  }
  const raw = text(body, 'content', 'raw');
  if (!raw?.trim())
    throw badRequest('content: required key not provided', { content: ['required key not provided'] });
  return raw;
}

function commentOf(call: Call): PullComment {
  const { comment_id = '' } = call.params;
  const comment = call.world.comments(pullOf(call)).find(({ id }) => String(id) === comment_id);
  // The message of a missing comment is its bare id (seen in recordings).
  if (!comment) throw new Refusal(failure(404, comment_id));
  return comment;
}

function own(call: Call, comment: PullComment): PullComment {
  if (comment.author.id === actorOf(call).id) return comment;
  throw new Refusal(failure(403, 'You do not have permission to change this comment.'));
}

function linkOf(comment: PullComment, call: Call): string {
  return (commentShape(comment, call.baseUrl) as { links: { self: { href: string } } }).links.self.href;
}
