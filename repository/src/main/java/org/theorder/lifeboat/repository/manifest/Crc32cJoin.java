package org.theorder.lifeboat.repository.manifest;

/**
 * The CRC-32C of two pieces together from the CRCs of each, so that pieces of a file can be checked in parallel and in any
 * order. A CRC is linear over GF(2): appending n zero bits multiplies by a matrix, and powers of that matrix are found by
 * squaring. Source: Mark Adler, zlib {@code crc32_combine}, with the polynomial of CRC-32C (RFC 3720).
 */
public final class Crc32cJoin {
    private static final int POLYNOMIAL_REVERSED = 0x82F63B78;

    /** {@code ZEROS[n]} appends 2^n zero bytes. */
    private static final int[][] ZEROS = new int[63][];

    static {
        int[] matrix = new int[32];
        matrix[0] = POLYNOMIAL_REVERSED;
        for (int bit = 1; bit < 32; bit++) {
            matrix[bit] = 1 << (bit - 1);
        }
        for (int doubling = 0; doubling < 3; doubling++) {
            matrix = square(matrix);
        }
        for (int power = 0; power < ZEROS.length; power++) {
            ZEROS[power] = matrix;
            matrix = square(matrix);
        }
    }

    private Crc32cJoin() {}

    /**
     * @param first CRC of the first piece
     * @param second CRC of the second piece
     * @param secondBytes length of the second piece
     */
    public static int join(int first, int second, long secondBytes) {
        int crc = first;
        for (int power = 0; secondBytes >>> power != 0; power++) {
            if ((secondBytes >>> power & 1) != 0) {
                crc = multiply(ZEROS[power], crc);
            }
        }
        return crc ^ second;
    }

    private static int multiply(int[] matrix, int vector) {
        int product = 0;
        for (int bit = 0; bit < 32; bit++) {
            if ((vector >>> bit & 1) != 0) {
                product ^= matrix[bit];
            }
        }
        return product;
    }

    private static int[] square(int[] matrix) {
        int[] product = new int[32];
        for (int bit = 0; bit < 32; bit++) {
            product[bit] = multiply(matrix, matrix[bit]);
        }
        return product;
    }
}
