import 'reflect-metadata';
import { type CanActivate, Controller, Get, type INestApplication, Module, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { VerifiedToken } from 'cognito-guard';
import { afterAll, describe, expect, it } from 'vitest';
import { Auth, cognitoGuard } from '../nest.ts';
import { originOf, recipeAt, statusOfTwoFields } from './loopback.ts';
import { describeRecipe, type KeyEndpoint, pool, verifierFor } from './recipe-contract.ts';

const PLATFORMS = { Express: () => new ExpressAdapter(), Fastify: () => new FastifyAdapter() };

const running: INestApplication[] = [];
afterAll(() => Promise.all(running.map((app) => app.close())));

function moduleWith(members: CanActivate, moderators: CanActivate) {
  @Controller()
  class Messages {
    @Get('messages')
    @UseGuards(members)
    list(@Auth() auth: VerifiedToken) {
      return { sub: auth.claims.sub };
    }

    @Get('reports')
    @UseGuards(moderators)
    reports() {
      return { reports: [] };
    }
  }

  @Module({ controllers: [Messages] })
  class App {}
  return App;
}

async function start(platform: keyof typeof PLATFORMS, endpoint: KeyEndpoint): Promise<string> {
  const verifier = verifierFor(endpoint);
  const module = moduleWith(cognitoGuard(verifier), cognitoGuard(verifier, ['moderators']));
  const app = await NestFactory.create(module, PLATFORMS[platform](), { logger: false });
  running.push(app);
  await app.listen(0, '127.0.0.1');
  return originOf(app.getHttpServer());
}

describe.each(Object.keys(PLATFORMS) as (keyof typeof PLATFORMS)[])('on %s', (platform) => {
  describeRecipe('nest.ts', async (endpoint) => recipeAt(await start(platform, endpoint)));

  it('hands the verified token to the handler', async () => {
    const headers = { authorization: `Bearer ${await pool.accessToken({ sub: 'jane' })}` };
    const response = await fetch(`${await start(platform, 'up')}/messages`, { headers });
    expect(await response.json()).toEqual({ sub: 'jane' });
  });

  it('answers 404, and not 401, for a path that does not exist', async () => {
    expect((await fetch(`${await start(platform, 'up')}/no-such-path`)).status).toBe(404);
  });

  it('refuses an Authorization header that was sent twice', async () => {
    const origin = await start(platform, 'up');
    const token = `Bearer ${await pool.accessToken()}`;
    expect(await statusOfTwoFields(`${origin}/messages`, token)).toBe(400);
  });
});
