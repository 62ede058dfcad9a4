import type { Answer, Call } from '../../http.ts';
import { at, readJson, text } from '../../rest/body.ts';
import type { PullComment } from '../../world.ts';
import { actorOf, pullOf } from '../access.ts';
import { badRequest, notPermitted, refuse } from '../errors.ts';
import { routes } from '../operation.ts';
import { clamps, page } from '../paging.ts';
import { activityShapes } from '../shapes/activity.ts';
import { commentShape } from '../shapes/comment.ts';
import { epoch } from '../shapes/dialect.ts';
import { checkCommentVersion } from './versions.ts';

const pull = '/projects/{projectKey}/repos/{repositorySlug}/pull-requests/{pullRequestId}';
const one = `${pull}/comments/{commentId}`;

/** Comments; the list of a pull request's comments is its activities. */
export const commentRoutes = [
  ...routes({
    method: 'GET',
    pattern: `${pull}/activities`,
    needs: 'REPO_READ',
    handle(call) {
      const activities = activityShapes(call.world, pullOf(call), epoch(call.baseUrl));
      return { status: 200, body: page(call, activities, (each) => each, clamps.activities) };
    },
  }),
  ...routes({
    method: 'GET',
    pattern: `${pull}/comments`,
    needs: 'REPO_READ',
    handle(call) {
      pullOf(call);
      if (!call.query.get('path')) {
        throw badRequest('path', 'A path query parameter is required when retrieving comments.');
      }
      // Comments on files are not emulated.
      return { status: 200, body: page(call, [] as object[], (each) => each, clamps.others) };
    },
  }),
  ...routes({
    method: 'POST',
    pattern: `${pull}/comments`,
    needs: 'REPO_READ',
    handle(call) {
      const comment = call.world.addComment(pullOf(call), actorOf(call), textOf(call));
      return { status: 201, body: commentShape(comment, epoch(call.baseUrl)) };
    },
  }),
  ...routes({
    method: 'GET',
    pattern: one,
    needs: 'REPO_READ',
    handle: (call) => ({ status: 200, body: commentShape(commentOf(call), epoch(call.baseUrl)) }),
  }),
  ...routes({ method: 'PUT', pattern: one, needs: 'REPO_READ', handle: edit }),
  ...routes({ method: 'DELETE', pattern: one, needs: 'REPO_READ', handle: remove }),
];

function edit(call: Call): Answer {
  const comment = commentOf(call);
  const words = textOf(call);
  if (comment.author.id !== actorOf(call).id) return notPermitted();
  checkCommentVersion(comment, at(readJson(call.body), 'version'));
  const changed = call.world.editComment(comment, words, comment.version);
  return { status: 200, body: commentShape(changed, epoch(call.baseUrl)) };
}

function remove(call: Call): Answer {
  const comment = commentOf(call);
  if (comment.author.id !== actorOf(call).id) return notPermitted();
  checkCommentVersion(comment, call.query.get('version'));
  call.world.deleteComment(comment);
  return { status: 204 };
}

function commentOf(call: Call): PullComment {
  const { commentId = '' } = call.params;
  const comment = call.world
    .comments(pullOf(call))
    .find(({ id, deleted }) => String(id) === commentId && !deleted);
  if (!comment) throw refuse(404, 'NoSuchCommentException', `Comment ${commentId} does not exist.`);
  return comment;
}

/** Longer ones are refused (BSERV-14135). */
function textOf(call: Call): string {
  const words = text(readJson(call.body), 'text');
  if (words?.trim() && words.length <= 32_768) return words;
  throw badRequest('text', 'Please enter a non-empty value less than 32768 characters');
}
