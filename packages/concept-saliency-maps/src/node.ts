export * from '@csm/core/node';
export * from '@csm/render/node';
