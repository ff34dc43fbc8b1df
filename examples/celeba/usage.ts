export const USAGE = `usage: npm run example:celeba -- [--celeba FOLDER | --cmu-faces FOLDER] [options]
Faces: CelebA on disk, the CMU Face Images with attributes.csv or, if neither is given, synthetic faces.
  --out FOLDER         folder of all results; a stopped run continues from it (default: out/celeba, out/cmu-faces or out/drawn-faces)
  --seed N             seed of the model, order, split, draws and controls (default: 1)
  --attributes A,B     the attributes that get maps (default for CelebA: the paper's six)
  --method NAME,NAME   the methods that are drawn and measured; ours: integrated-gradients, counterfactual, rectified-gradient;
                       the paper's: saliency, grad*input, intgrad, smoothgrad, elrp, deeplift, occlusion, guidedbp, deconv, rectgrad,
                       rectgradprr, rectgradmod, rectgradconst (default: ours)
  --examples N         examples per side of a concept vector, or 'all' (default: 500; cmu-faces: all)
  --epochs N           largest number of epochs
  --size N             height and width of the pictures, for all models except the paper's (default: 32; cmu-faces and --small: 64)
  --resize METHOD      bilinear (antialiased) or nearest, as Keras does (default: bilinear; with --weights: nearest)
CelebA:
  --weights FILE       weights saved by Keras, such as checkpoint_celeba.hdf5, instead of training
  --small              64×64 pictures and a small VAE instead of the paper's
  --limit N            the first N pictures of each part
  --as-published       everything as in the paper's notebook: --train-on all --keep last --batch-norm moving --sample --resize nearest,
                       15 epochs of 10,000 steps of 20 pictures
The switches of --as-published, for any faces:
  --train-on WHAT      split (default), or all: the model, the concepts and the scores use all pictures, without validation
  --keep EPOCH         best (default): the epoch with the lowest validation loss; or last
  --batch-norm WHAT    recomputed after the training (default), or moving: the averages of the training, as in Keras
  --sample             latents are one seeded draw of z per picture instead of its mean
  --help`;
